package io.clustergateway.rules.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.compiler.CelCompiler;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.document.ScalarText;
import java.util.Optional;

/** Checks the expressions that somebody wrote: every fault of one at its place in the file. */
final class Checker {
    private final CelCompiler compiler;
    private final Limits limits;
    private final Patterns patterns;

    Checker(CelCompiler compiler, Limits limits, Patterns patterns) {
        this.compiler = compiler;
        this.limits = limits;
        this.patterns = patterns;
    }

    /** The checked expression; empty when there are faults. */
    Optional<CelAbstractSyntaxTree> check(String field, ScalarText text, ResultType type, Complaints faults) {
        int size = text.value().codePointCount(0, text.value().length());
        if (text.value().isBlank()) {
            faults.error("BadExpression", text.at(), field + ": empty (expected: a CEL expression)");
            return Optional.empty();
        }
        if (size > limits.expressionSize()) {
            String message =
                    "%s: %d code points (expected: at most %d)".formatted(field, size, limits.expressionSize());
            faults.error("ExpressionTooLarge", text.at(), message);
            return Optional.empty();
        }
        Optional<CelAbstractSyntaxTree> ast = compiled(field, text, faults);
        return ast.filter(checked -> isSound(field, text, checked, type, faults));
    }

    private Optional<CelAbstractSyntaxTree> compiled(String field, ScalarText text, Complaints faults) {
        try {
            CelValidationResult result = compiler.compile(text.value());
            if (!result.hasError()) {
                return Optional.of(result.getAst());
            }
            for (CelIssue issue : result.getErrors()) {
                faults.error(
                        "BadExpression",
                        at(text, issue.getSourceLocation()),
                        field + ": " + oneLine(issue.getMessage()));
            }
        } catch (CelValidationException | RuntimeException e) {
            faults.error(
                    "BadExpression",
                    text.at(),
                    field + ": no CEL expression: " + oneLine(String.valueOf(e.getMessage())));
        } catch (StackOverflowError e) {
            faults.error("BadExpression", text.at(), field + ": nested too deeply (expected: a CEL expression)");
        }
        return Optional.empty();
    }

    private boolean isSound(
            String field, ScalarText text, CelAbstractSyntaxTree ast, ResultType type, Complaints faults) {
        boolean isSound = true;
        if (!type.isTypeOf(ast)) {
            String message = "%s: gives %s (expected: %s)".formatted(field, TypeName.of(ast.getResultType()), type);
            faults.error("WrongResultType", text.inside(1, 1), message);
            isSound = false;
        }
        for (CelExpr argument : PatternArguments.in(ast)) {
            isSound &= isSoundPattern(field, argument, at(text, ast, argument), faults);
        }
        return isSound;
    }

    private boolean isSoundPattern(String field, CelExpr argument, Position at, Complaints faults) {
        if (PatternArguments.isFromRequest(argument)) {
            String message = "%s: matches: pattern made of the request (expected: one that its sender has no say in)";
            faults.warning("PatternFromRequest", at, message.formatted(field));
        }
        try {
            Exprs.string(argument).ifPresent(patterns::of);
            return true;
        } catch (Patterns.PatternFault e) {
            faults.error("BadPattern", at, "%s: matches: %s".formatted(field, e.fault()));
            return false;
        }
    }

    private static Position at(ScalarText text, CelAbstractSyntaxTree ast, CelExpr expr) {
        return Optional.ofNullable(ast.getSource().getPositionsMap().get(expr.id()))
                .flatMap(offset -> ast.getSource().getOffsetLocation(offset))
                .map(location -> at(text, location))
                .orElse(text.at());
    }

    /** Lines count from 1 there, columns from 0. */
    private static Position at(ScalarText text, CelSourceLocation location) {
        return location.getLine() < 1 ? text.at() : text.inside(location.getLine(), location.getColumn() + 1);
    }

    private static String oneLine(String message) {
        return message.replace(" (in container '')", "").replaceAll("\\s+", " ").strip();
    }
}
