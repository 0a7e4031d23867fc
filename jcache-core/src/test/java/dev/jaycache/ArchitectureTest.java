package dev.jaycache;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryListener;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import javax.cache.processor.EntryProcessor;
import org.junit.jupiter.api.Test;

/** One rule, one place: what holds the packages apart. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.jaycache");

  @Test
  void expiryPolicies_areCalledInExpiryOnly() {
    onlyCalledIn(ExpiryPolicy.class, "dev.jaycache.expiry").check(CLASSES);
  }

  @Test
  void loadersAndWriters_areCalledInIntegrationOnly() {
    onlyCalledIn(CacheLoader.class, "dev.jaycache.integration").check(CLASSES);
    onlyCalledIn(CacheWriter.class, "dev.jaycache.integration").check(CLASSES);
  }

  @Test
  void listenersAndFilters_areCalledInEventOnly() {
    onlyCalledIn(CacheEntryListener.class, "dev.jaycache.event").check(CLASSES);
    onlyCalledIn(CacheEntryEventFilter.class, "dev.jaycache.event").check(CLASSES);
  }

  @Test
  void entryProcessors_areCalledInTheEngineOnly() {
    onlyCalledIn(EntryProcessor.class, "dev.jaycache.engine", "dev.jaycache.processor")
        .check(CLASSES);
  }

  @Test
  void storeSpi_knowsNothingOfTheRest() {
    noClasses()
        .that()
        .resideInAPackage("dev.jaycache.store")
        .should()
        .dependOnClassesThat(
            describe(
                "belong to another package of the project",
                type ->
                    type.getPackageName().startsWith("dev.jaycache")
                        && !type.getPackageName().equals("dev.jaycache.store")))
        .check(CLASSES);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.jaycache.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothing_isAmbient() {
    noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class).check(CLASSES);
  }

  @Test
  void methods_areNotSynchronized() {
    methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(CLASSES);
  }

  private static ArchRule onlyCalledIn(Class<?> type, String... homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .callMethodWhere(target(owner(assignableTo(type))));
  }
}
