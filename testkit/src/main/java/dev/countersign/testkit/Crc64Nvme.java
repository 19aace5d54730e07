package dev.countersign.testkit;

/**
 * CRC-64/NVME: reflected, initial value and final exclusive-or all ones (NVM Express NVM Command
 * Set Specification, "64b CRC").
 */
final class Crc64Nvme {

  /** The polynomial 0xAD93D23594C93659 with its bits reversed. */
  private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  private static final long[] TABLE = table();

  private Crc64Nvme() {}

  static long of(byte[] data) {
    long crc = ~0L;
    for (byte b : data) {
      crc = TABLE[(int) (crc ^ b) & 0xff] ^ (crc >>> 8);
    }
    return ~crc;
  }

  private static long[] table() {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
      }
      table[i] = crc;
    }
    return table;
  }
}
