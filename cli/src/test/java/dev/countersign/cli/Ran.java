package dev.countersign.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import picocli.CommandLine;

/** What a command, as a person types it, left behind. */
record Ran(int exit, String out, String err) {

  static Ran of(Object... arguments) {
    return of(CommandLine.defaultFactory(), arguments);
  }

  /**
   * @param factory makes the commands and their options
   */
  static Ran of(CommandLine.IFactory factory, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine(factory)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Ran(exit, out.toString(), err.toString());
  }

  /** A factory that has one thing already, and makes the others as usual. */
  static <T> CommandLine.IFactory with(Class<T> type, T made) {
    CommandLine.IFactory usual = CommandLine.defaultFactory();
    return new CommandLine.IFactory() {
      @Override
      public <K> K create(Class<K> wanted) throws Exception {
        return wanted.equals(type) ? wanted.cast(made) : usual.create(wanted);
      }
    };
  }
}
