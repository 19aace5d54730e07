package dev.countersign.proxy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One gateway for all tests of a class, before an AWS that says 200 to everything. */
@ExtendWith(LeakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneGateway {

  ScriptedAws aws;
  Fixture fixture;

  @BeforeAll
  final void start(@TempDir Path state) {
    aws = ScriptedAws.always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    fixture = new Fixture(state, aws.address());
  }

  @AfterAll
  final void stop() throws Exception {
    fixture.close();
    aws.close();
  }

  @BeforeEach
  final void forget() {
    fixture.decisions.asked.clear();
    fixture.decisions.records.clear();
  }
}
