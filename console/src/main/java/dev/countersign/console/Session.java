package dev.countersign.console;

import dev.countersign.approvals.Person;
import java.time.Instant;

/**
 * That a person logged in with a browser.
 *
 * @param key under which it is kept: the hash of what stands in the cookie
 * @param csrf stands in each form that changes something, and has to come back with it
 */
record Session(String key, Person person, String csrf, Instant began) {}
