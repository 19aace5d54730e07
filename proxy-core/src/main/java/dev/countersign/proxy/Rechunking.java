package dev.countersign.proxy;

import dev.countersign.signer.ChunkResigner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;

/** A body of signed chunks, signed again as it passes. */
final class Rechunking implements BodyFilter {

  private final ChunkResigner chunks;

  Rechunking(ChunkResigner chunks) {
    this.chunks = chunks;
  }

  @Override
  public ByteBuf pass(ByteBuf bytes, boolean last) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (var part : bytes.nioBuffers()) {
        out.writeBytes(chunks.pass(part));
      }
      if (last) {
        chunks.end();
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
