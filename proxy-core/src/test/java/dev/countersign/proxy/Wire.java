package dev.countersign.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** HTTP/1.1 as bytes on a socket, written for the tests so that nothing is shared with Netty. */
final class Wire implements AutoCloseable {

  /** A message: its first line, its header lines, its body without chunks. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Message(String first, List<String> lines, byte[] body) {

    String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).trim())
          .findFirst()
          .orElse("");
    }

    int status() {
      return Integer.parseInt(first.split(" ")[1]);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Wire(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    this.socket = socket;
    this.in = new java.io.BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  Socket socket() {
    return socket;
  }

  Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  InputStream in() {
    return in;
  }

  /** The head of the next message. */
  Message head() throws IOException {
    String first = line();
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return new Message(first, lines, new byte[0]);
  }

  /** The next message with its body; {@code bodiless} for the answer to a HEAD. */
  Message message(boolean bodiless) throws IOException {
    Message head = head();
    return new Message(head.first(), head.lines(), bodiless ? new byte[0] : body(head));
  }

  Message message() throws IOException {
    return message(false);
  }

  byte[] body(Message head) throws IOException {
    if (head.header("transfer-encoding").equals("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(line(), 16);
        body.writeBytes(exactly(size));
        line();
        if (size == 0) {
          return body.toByteArray();
        }
      }
    }
    String length = head.header("content-length");
    return exactly(length.isEmpty() ? 0 : Integer.parseInt(length));
  }

  byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the connection ended inside a body");
    }
    return bytes;
  }

  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended inside a line: " + line);
      }
      line.append((char) b);
    }
    return line.substring(0, line.length() - 1);
  }

  /** Whether the other side has ended, cleanly or not. */
  boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
