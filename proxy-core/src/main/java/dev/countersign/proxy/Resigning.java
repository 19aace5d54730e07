package dev.countersign.proxy;

import dev.countersign.signer.BodyResigner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;

/** A body of signed chunks or events, signed again as it passes. */
final class Resigning implements BodyFilter {

  private final BodyResigner parts;

  Resigning(BodyResigner parts) {
    this.parts = parts;
  }

  @Override
  public ByteBuf pass(ByteBuf bytes, boolean last) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (var part : bytes.nioBuffers()) {
        out.writeBytes(parts.pass(part));
      }
      if (last) {
        parts.end();
      }
      return Unpooled.wrappedBuffer(out.toByteArray());
    } finally {
      bytes.release();
    }
  }

  @Override
  public void close() {
    // Holds nothing but bytes on the heap.
  }
}
