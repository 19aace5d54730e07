package dev.countersign.model;

/**
 * Stands for a text among a call's parameters that is too long to be kept. It is there, and nothing
 * else is known of it: comparing it with anything fails.
 */
public enum LongText {
  LEFT_OUT
}
