package io.clustergateway.rules.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RequestField;
import io.clustergateway.rules.document.ScalarText;
import io.clustergateway.rules.document.SourceDraft;
import io.clustergateway.rules.match.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The language of rules under its limits: texts → checked programs. Making one takes a tenth of a second; safe to use
 * from any thread.
 *
 * <p>It runs cel-java's classic interpreter, not its planner: in 0.14 the planner hands the error of a {@code &&} on as a
 * value, so that {@code (cluster.labels.absent == "x" && true) != true} is true there, and a rule that failed would match.
 */
public final class Language {
    /** More than any macro makes of its text. */
    private static final int NODES_PER_CODE_POINT = 8;

    private final Limits limits;
    private final boolean isChecking;
    private final Patterns patterns;
    private final Recogniser recogniser;
    private final Checker checker;
    private final CelCompiler generated;
    private final FixedFields fixedFields;
    private final CelRuntime runtime;

    /** The language with these limits. */
    public Language(Limits limits) {
        this(limits, true);
    }

    /**
     * The language with these limits.
     *
     * @param isChecking whether conditions are told without running them where they can be; without it each is run, which
     *     gives the same answers and is what tests compare with
     */
    public Language(Limits limits, boolean isChecking) {
        this.limits = limits;
        this.isChecking = isChecking;
        this.patterns = new Patterns(limits);
        this.recogniser = new Recogniser(patterns);
        CelOptions options = CelOptions.current()
                .maxExpressionCodePointSize(limits.expressionSize())
                .maxParseRecursionDepth(limits.expressionDepth())
                .maxParseExpressionNodeCount(NODES_PER_CODE_POINT * limits.expressionSize())
                .comprehensionMaxIterations(limits.comprehensionIterations())
                .maxRegexProgramSize(limits.regexProgramSize())
                .enableHeterogeneousNumericComparisons(true)
                .build();
        Functions functions = new Functions(options, patterns);
        this.checker = new Checker(compiler(functions, options), limits, patterns);
        CelOptions forGenerated = options.toBuilder()
                .maxExpressionCodePointSize(Integer.MAX_VALUE)
                .maxParseExpressionNodeCount(Integer.MAX_VALUE)
                .maxParseRecursionDepth(2 * limits.expressionDepth() + 32)
                .build();
        this.generated = compiler(functions, forGenerated);
        this.fixedFields = new FixedFields(generated, recogniser, patterns);
        this.runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(options)
                .setStandardEnvironmentEnabled(false)
                .addFunctionBindings(functions.bindings())
                .build();
    }

    /**
     * The condition of a rule: all fields of its source and its {@code when} must hold, as one program.
     *
     * @return empty when there are faults, each of which has been reported
     */
    public Optional<Condition> condition(Optional<SourceDraft> source, Optional<ScalarText> when, Complaints faults) {
        Optional<List<FixedField>> fields = fixedFields.read(source, faults);
        Optional<CelAbstractSyntaxTree> given =
                when.flatMap(text -> checker.check("when", text, ResultType.BOOL, faults));
        return given.isPresent() == when.isPresent()
                ? fields.map(sound -> condition(sound, when.map(ScalarText::value), given))
                : Optional.empty();
    }

    private Condition condition(List<FixedField> fields, Optional<String> when, Optional<CelAbstractSyntaxTree> given) {
        List<Check> checks =
                new ArrayList<>(fields.stream().map(FixedField::check).toList());
        given.ifPresent(ast -> checks.add(recogniser.check(ast.getExpr())));
        Check check = isChecking ? new Check.All(List.copyOf(checks)) : Check.OPAQUE;
        Set<RequestField> reads = given.map(Reads::of).orElse(Set.of());
        if (check.isTotal()) {
            return new Condition(fields, when, check, Optional.empty(), reads);
        }
        CelAbstractSyntaxTree joined = joined(FixedField.program(fields, when));
        return new Condition(fields, when, check, Optional.of(expression(joined, ResultType.BOOL)), reads);
    }

    /** {@code userExpression} or {@code uidExpression}; empty when there are faults. */
    public Optional<Expression<String>> string(String field, ScalarText text, Complaints faults) {
        return checker.check(field, text, ResultType.STRING, faults).map(ast -> expression(ast, ResultType.STRING));
    }

    /** {@code groupsExpression}; empty when there are faults. */
    public Optional<Expression<List<String>>> strings(String field, ScalarText text, Complaints faults) {
        return checker.check(field, text, ResultType.STRINGS, faults).map(ast -> expression(ast, ResultType.STRINGS));
    }

    /** {@code extraExpression}; empty when there are faults. */
    public Optional<Expression<Map<String, List<String>>>> stringLists(
            String field, ScalarText text, Complaints faults) {
        return checker.check(field, text, ResultType.STRING_LISTS, faults)
                .map(ast -> expression(ast, ResultType.STRING_LISTS));
    }

    private CelAbstractSyntaxTree joined(String program) {
        try {
            return generated.compile(program).getAst();
        } catch (CelValidationException e) {
            throw new IllegalStateException("joined program: " + program, e);
        }
    }

    private <T> Expression<T> expression(CelAbstractSyntaxTree ast, ResultType type) {
        try {
            return new Expression<>(
                    runtime.createProgram(ast), type, limits, Reads.of(ast), PatternArguments.compiled(ast, patterns));
        } catch (CelEvaluationException e) {
            throw new IllegalStateException("checked program", e);
        }
    }

    private static CelCompiler compiler(Functions functions, CelOptions options) {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(functions.standardDeclarations())
                .addFunctionDeclarations(functions.declarations())
                .setTypeProvider(Variables.types())
                .addVar("request", Variables.REQUEST)
                .addVar("cluster", Variables.CLUSTER)
                .build();
    }
}
