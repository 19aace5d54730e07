package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * HTTP/2 as frames on a socket, for either side. What it sends is written by hand, so that nothing
 * that Netty would refuse to send is out of reach; only HPACK's reading is Netty's.
 */
final class Http2Wire implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int CANCEL = 8;

  private static final int LARGEST_FRAME = 16 * 1024;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Frame(int type, int flags, int stream, byte[] payload) {

    boolean isLast() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** The error of a RST_STREAM. */
    int error() {
      return ByteBuffer.wrap(payload).getInt();
    }
  }

  /** What came on a stream until it ended; the status is 0 where it was reset without an answer. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, Http2Headers headers, byte[] body, boolean reset) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** What a client asked. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(int stream, Http2Headers headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);
  private int nextStream = 1;

  private Http2Wire(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  static Http2Wire client(Socket socket) throws IOException {
    Http2Wire wire = new Http2Wire(socket);
    wire.out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    wire.frame(SETTINGS, 0, 0, new byte[0]);
    return wire;
  }

  static Http2Wire server(Socket socket) throws IOException {
    Http2Wire wire = new Http2Wire(socket);
    wire.in.readFully(new byte[PREFACE.length()]);
    wire.frame(SETTINGS, 0, 0, new byte[0]);
    return wire;
  }

  Http2Wire frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    synchronized (out) {
      out.write(frame.array());
      out.flush();
    }
    return this;
  }

  /** HEADERS, and CONTINUATION where need be; names and values in turn, as ISO 8859-1. */
  Http2Wire headers(int stream, boolean last, String... fields) throws IOException {
    byte[] block = block(fields);
    for (int at = 0; at == 0 || at < block.length; at += LARGEST_FRAME) {
      byte[] part = Arrays.copyOfRange(block, at, Math.min(block.length, at + LARGEST_FRAME));
      int flags =
          (at + LARGEST_FRAME >= block.length ? END_HEADERS : 0)
              | (at == 0 && last ? END_STREAM : 0);
      frame(at == 0 ? HEADERS : CONTINUATION, flags, stream, part);
    }
    return this;
  }

  Http2Wire data(int stream, boolean last, byte[] bytes) throws IOException {
    return frame(DATA, last ? END_STREAM : 0, stream, bytes);
  }

  Http2Wire data(int stream, boolean last, String text) throws IOException {
    return data(stream, last, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Http2Wire reset(int stream) throws IOException {
    return frame(RST_STREAM, 0, stream, integer(CANCEL));
  }

  Http2Wire window(int stream, int increment) throws IOException {
    return frame(WINDOW_UPDATE, 0, stream, integer(increment));
  }

  static byte[] integer(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** Literals without indexing and without Huffman (RFC 7541, 6.2.2). */
  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      text(block, fields[i]);
      text(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.write((rest & 127) | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** A request of a client that has nothing in mind, on the next stream. */
  int get(String path) throws IOException {
    int stream = newStream();
    headers(stream, true, request("GET", path));
    return stream;
  }

  int newStream() {
    int stream = nextStream;
    nextStream += 2;
    return stream;
  }

  static String[] request(String method, String path, String... more) {
    String[] fields = new String[8 + more.length];
    System.arraycopy(
        new String[] {
          ":method", method, ":scheme", "https", ":path", path, ":authority", Fixture.HOST
        },
        0,
        fields,
        0,
        8);
    System.arraycopy(more, 0, fields, 8, more.length);
    return fields;
  }

  /** The next frame but SETTINGS, which is acknowledged. */
  Frame next() throws IOException {
    while (true) {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[lengthAndType >>> 8];
      in.readFully(payload);
      Frame frame = new Frame(lengthAndType & 0xff, flags, stream, payload);
      if (frame.type() != SETTINGS) {
        return frame;
      }
      if ((flags & ACK) == 0) {
        frame(SETTINGS, ACK, 0, new byte[0]);
      }
    }
  }

  /** The next frame of {@code type}, whatever comes before. */
  Frame next(int type) throws IOException {
    Frame frame = next();
    while (frame.type() != type) {
      frame = next();
    }
    return frame;
  }

  Http2Headers decode(Frame headers) throws IOException {
    ByteBuf block = Unpooled.wrappedBuffer(headers.payload());
    try {
      return hpack.decodeHeaders(headers.stream(), block);
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /** Everything of {@code stream} until its end; frames of other streams are dropped. */
  Answer answer(int stream) throws IOException {
    Http2Headers headers = null;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Frame frame = next();
      if (frame.stream() != stream) {
        continue;
      }
      switch (frame.type()) {
        case HEADERS -> {
          Http2Headers decoded = decode(frame);
          headers = decoded.status().toString().startsWith("1") ? null : decoded;
        }
        case DATA -> {
          body.writeBytes(frame.payload());
          grant(frame);
        }
        default -> {}
      }
      boolean reset = frame.type() == RST_STREAM;
      if (reset || frame.isLast()) {
        return new Answer(
            headers == null ? 0 : Integer.parseInt(headers.status().toString()),
            headers == null ? EmptyHttp2Headers.INSTANCE : headers,
            body.toByteArray(),
            reset);
      }
    }
  }

  private void grant(Frame data) throws IOException {
    if (data.payload().length > 0) {
      window(0, data.payload().length);
      if (!data.isLast()) {
        window(data.stream(), data.payload().length);
      }
    }
  }

  /** A request as a server reads it, to its end. */
  Request request() throws IOException {
    Frame head = next(HEADERS);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Frame frame = head; !frame.isLast(); ) {
      frame = next();
      if (frame.type() == RST_STREAM) {
        throw new EOFException("the request was reset");
      }
      if (frame.type() == DATA) {
        body.writeBytes(frame.payload());
        grant(frame);
      }
    }
    return new Request(head.stream(), decode(head), body.toByteArray());
  }

  /** A whole answer of a server's. */
  Http2Wire respond(int stream, String body, String... fields) throws IOException {
    String[] all = new String[fields.length + 2];
    all[0] = ":status";
    all[1] = "200";
    System.arraycopy(fields, 0, all, 2, fields.length);
    headers(stream, body.isEmpty(), all);
    return body.isEmpty() ? this : data(stream, true, body);
  }

  /** Whether the other side has ended, whatever it sent before. */
  boolean ended() {
    try {
      while (true) {
        next();
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException end) {
      return true;
    }
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
