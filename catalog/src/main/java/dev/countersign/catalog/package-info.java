/**
 * What AWS is: partitions, endpoints, services and operations, and an HTTP request read as an
 * {@code AwsCall}.
 *
 * <p>Three things are read together and must agree. The <em>host</em> says which services a request
 * can be for ({@link dev.countersign.catalog.HostGrammar}); the signature's <em>scope</em> says
 * which one the sender means ({@link dev.countersign.catalog.ScopeCheck}); and the one
 * <em>carrier</em> of that service's protocol names the operation ({@link
 * dev.countersign.catalog.OperationFinder}). Whatever two readers could understand differently is
 * refused here, so that what the rules judge is what AWS executes.
 *
 * <p>What the models know is data: {@link dev.countersign.catalog.CatalogCompiler} turns botocore's
 * models and the IAM data into two resources, {@link dev.countersign.catalog.EndpointData} and
 * {@link dev.countersign.catalog.OperationIndex}. What no model knows stands in reviewed lists
 * beside them ({@link dev.countersign.catalog.Table}). S3 alone has a reading of its own ({@link
 * dev.countersign.catalog.S3Router}), because 36 of its operations share a method and a path.
 *
 * <p>Nothing here knows accounts, rules, signatures or how to answer. Start reading at {@link
 * dev.countersign.catalog.Catalog#read}.
 */
@NullMarked
package dev.countersign.catalog;

import org.jspecify.annotations.NullMarked;
