package dev.countersign.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the compiled house against {@code docs/architecture.md}. */
class HouseTest {

  /** From the ground up; a package may use those before it. */
  private static final List<String> FLOORS =
      List.of(
          "model",
          "config",
          "catalog",
          "rules",
          "certs",
          "signer",
          "credentials",
          "approvals",
          "notifiers",
          "audit",
          "console",
          "proxy",
          "testkit",
          "cli");

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.countersign");

  @Test
  void arrowsPointOnlyUpwards() {
    LayeredArchitecture house = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String floor : FLOORS) {
      house = house.layer(floor).definedBy("dev.countersign." + floor);
    }
    for (int i = 0; i < FLOORS.size(); i++) {
      List<String> above = FLOORS.subList(i + 1, FLOORS.size());
      house =
          above.isEmpty()
              ? house.whereLayer(FLOORS.get(i)).mayNotBeAccessedByAnyLayer()
              : house
                  .whereLayer(FLOORS.get(i))
                  .mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
    }
    house.check(HOUSE);
  }

  @Test
  void everyModuleIsOneFlatPackage() {
    classes()
        .should()
        .resideInAnyPackage(
            FLOORS.stream().map(floor -> "dev.countersign." + floor).toArray(String[]::new))
        .check(HOUSE);
  }

  @Test
  void onlyTheProxyAndTheStandInKnowNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.countersign.proxy", "dev.countersign.testkit")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(HOUSE);
  }

  @Test
  void theJudgeOfSignaturesIsNotTheirMaker() {
    noClasses()
        .that()
        .resideInAPackage("dev.countersign.testkit")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.countersign.signer", "software.amazon..")
        .check(HOUSE);
  }

  @Test
  void theModelNeedsNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage("dev.countersign.model")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.countersign.model", "java..", "org.jspecify.annotations")
        .check(HOUSE);
  }
}
