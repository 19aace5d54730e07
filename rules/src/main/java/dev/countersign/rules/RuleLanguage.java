package dev.countersign.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.countersign.config.Diagnostics;
import dev.countersign.config.YamlNode.Scalar;
import java.util.Optional;

/**
 * CEL as the rules of one file have it: the facet, the file's constants, CEL's standard macros and
 * functions, and its extension for strings.
 *
 * <p>Every bound is here. An expression has a bounded length and depth; evaluating it is bounded in
 * the iterations of its macros, whatever the call's parameters hold; regular expressions are RE2's,
 * which match in time linear in the text, and are bounded in size.
 */
final class RuleLanguage {

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(32 * 1024)
          .maxParseRecursionDepth(64)
          .comprehensionMaxIterations(10_000)
          .maxRegexProgramSize(Patterns.MAX_SIZE)
          // Explanations write macros as they were written.
          .populateMacroCalls(true)
          // The interpreter insists; the checker still refuses what it can know to be mixed.
          .enableHeterogeneousNumericComparisons(true)
          .build();

  /** Without those whose result can be far longer than what the agent sent: replace and join. */
  private static final CelStringExtensions STRINGS =
      CelExtensions.strings(
          Function.CHAR_AT,
          Function.INDEX_OF,
          Function.LAST_INDEX_OF,
          Function.LOWER_ASCII,
          Function.UPPER_ASCII,
          Function.SPLIT,
          Function.SUBSTRING,
          Function.TRIM);

  /** CEL's functions without those that are replaced. */
  private static final CelStandardFunctions OTHERS =
      CelStandardFunctions.newBuilder()
          .excludeFunctions(
              StandardFunction.EQUALS,
              StandardFunction.NOT_EQUALS,
              StandardFunction.IN,
              StandardFunction.MATCHES)
          .build();

  private final Constants constants;
  private final ImpossibleComparisons comparisons;
  private final CelCompiler compiler;
  private final Patterns patterns = new Patterns();
  private final CelRuntime runtime;

  RuleLanguage(Constants constants, Spelling spelling) {
    this.constants = constants;
    this.comparisons = new ImpossibleComparisons(constants, spelling);
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setTypeProvider(new FacetTypes())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(STRINGS)
            .setResultType(SimpleType.BOOL);
    FacetType.ALL.forEach(facet -> builder.addVar(facet.name(), facet.type()));
    constants.types().forEach(builder::addVar);
    this.compiler = builder.build();
    this.runtime =
        CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .setTypeProvider(new FacetTypes())
            .addLibraries(STRINGS)
            .setStandardFunctions(OTHERS)
            .addFunctionBindings(StrictEquality.bindings())
            .addFunctionBindings(patterns.bindings())
            .build();
  }

  /** Notes what only all rules of the file together can show. */
  void finish(Diagnostics diagnostics) {
    comparisons.finish(diagnostics);
  }

  /** The condition that a text states; empty where it states none, which is then noted. */
  Optional<Condition> compile(Scalar text, Diagnostics diagnostics) {
    ExpressionErrors errors = new ExpressionErrors(text, constants, diagnostics);
    try {
      CelValidationResult checked = compiler.compile(text.text());
      if (checked.hasError()) {
        errors.add(checked.getErrors());
        return Optional.empty();
      }
      CelAbstractSyntaxTree tree = checked.getAst();
      if (!errors.checkLiterals(tree)) {
        return Optional.empty();
      }
      comparisons.check(tree, errors);
      patterns.learn(tree, constants);
      return Optional.of(
          Condition.of(
              runtime.createProgram(tree),
              constants.values(),
              Guard.of(tree, constants),
              new Operands(tree, runtime)));
    } catch (CelValidationException | CelEvaluationException | RuntimeException e) {
      diagnostics.add(text.place(), "the expression cannot be used: " + e.getMessage());
    } catch (StackOverflowError e) {
      // A long chain of selections or sums is deep, though none of it is in parentheses.
      diagnostics.add(text.place(), "the expression is nested too deeply");
    }
    return Optional.empty();
  }
}
