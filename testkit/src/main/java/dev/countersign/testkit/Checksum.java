package dev.countersign.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksums of Amazon S3 ("Checking object integrity"), big-endian and in base 64. */
enum Checksum {
  CRC32 {
    @Override
    byte[] compute(byte[] data) {
      CRC32 crc = new CRC32();
      crc.update(data);
      return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }
  },
  CRC32C {
    @Override
    byte[] compute(byte[] data) {
      CRC32C crc = new CRC32C();
      crc.update(data);
      return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }
  },
  CRC64NVME {
    @Override
    byte[] compute(byte[] data) {
      return ByteBuffer.allocate(8).putLong(Crc64Nvme.of(data)).array();
    }
  },
  SHA1 {
    @Override
    byte[] compute(byte[] data) {
      return Digests.digest("SHA-1", data);
    }
  },
  SHA256 {
    @Override
    byte[] compute(byte[] data) {
      return Digests.digest("SHA-256", data);
    }
  };

  abstract byte[] compute(byte[] data);

  String base64(byte[] data) {
    return Base64.getEncoder().encodeToString(compute(data));
  }

  /** {@code x-amz-checksum-crc32} and so on. */
  String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The checksum whose header or trailer {@code name} is. */
  static Optional<Checksum> ofHeader(String name) {
    return Arrays.stream(values())
        .filter(checksum -> checksum.header().equalsIgnoreCase(name))
        .findFirst();
  }
}
