/**
 * What AWS is: partitions, endpoints, services and operations, and an HTTP request read as an
 * {@code AwsCall}.
 */
@NullMarked
package dev.countersign.catalog;

import org.jspecify.annotations.NullMarked;
