package dev.countersign.bench;

import java.util.ArrayList;
import java.util.List;

/** What is moved, step by step. */
record LoadPlan(List<Step> steps) {

  private static final long MIB = 1 << 20;

  /** Sizes at which anything that is held in memory shows. */
  static final LoadPlan FULL = of(5120 * MIB, 64, 256 * MIB, 1024 * MIB);

  /** Each transfer alone is larger than the heap. */
  static final LoadPlan SHORT = of(256 * MIB, 16, 32 * MIB, 160 * MIB);

  /** One kind of call, some of them at once. */
  sealed interface Step {

    String title();

    /** How many calls at the same time. */
    int count();

    /** Of each call. */
    long bytes();
  }

  /**
   * {@code PutObject}.
   *
   * @param forms that the calls take in turn
   */
  record Upload(List<BodyForm> forms, int count, long bytes) implements Step {
    @Override
    public String title() {
      return "up, " + (forms.size() == 1 ? forms.getFirst().title() : "all of these at once");
    }
  }

  /** A {@code GetObject}. */
  record Download(int count, long bytes) implements Step {
    @Override
    public String title() {
      return "down";
    }
  }

  /** A Lambda {@code CreateFunction}: nothing can be signed before all of it has been hashed. */
  record HashedFirst(int count, long bytes) implements Step {
    @Override
    public String title() {
      return "up, hashed first";
    }
  }

  private static LoadPlan of(long alone, int count, long each, long hashedFirst) {
    List<Step> steps = new ArrayList<>();
    List<BodyForm> forms = List.of(BodyForm.values());
    forms.forEach(form -> steps.add(new Upload(List.of(form), 1, alone)));
    steps.add(new Upload(forms, count, each));
    steps.add(new HashedFirst(1, hashedFirst));
    steps.add(new Download(1, alone));
    steps.add(new Download(count, each));
    return new LoadPlan(List.copyOf(steps));
  }
}
