package io.clustergateway.rules.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.clustergateway.rules.match.TextTest;
import java.util.List;
import java.util.Optional;

/** Reads comparisons with literals. */
final class TextTests {
    private final Patterns patterns;

    TextTests(Patterns patterns) {
        this.patterns = patterns;
    }

    /** The test that a call makes of its subject. */
    Optional<TextTest> of(CelExpr call, CelExpr subject) {
        List<CelExpr> args = call.call().args();
        Optional<String> last = args.isEmpty() ? Optional.empty() : Exprs.string(args.get(args.size() - 1));
        boolean isMember = call.call().target().isPresent() && args.size() == 1;
        return switch (call.call().function()) {
            case "_==_" -> other(args, subject).map(TextTest.Is::new);
            case "_!=_" -> other(args, subject).map(text -> new TextTest.Not(new TextTest.Is(text)));
            case "@in" -> Exprs.strings(args.get(1)).map(TextTest::in);
            case "matches" -> last.map(text -> PatternForm.of(text, patterns));
            case "startsWith" -> last.filter(text -> isMember).map(TextTest.StartsWith::new);
            case "endsWith" -> last.filter(text -> isMember).map(TextTest.EndsWith::new);
            case "contains" -> last.filter(text -> isMember).map(TextTest.Contains::new);
            default -> Optional.empty();
        };
    }

    /** The test that the body of a macro makes of its variable, where it is about nothing else. */
    Optional<TextTest> about(String variable, CelExpr body) {
        if (body.getKind() != Kind.CALL) {
            return Exprs.bool(body).map(holds -> holds ? new TextTest.All(List.of()) : new TextTest.Any(List.of()));
        }
        List<CelExpr> args = body.call().args();
        return switch (body.call().function()) {
            case "_&&_" -> both(variable, args).map(TextTest.All::new);
            case "_||_" -> both(variable, args).map(TextTest.Any::new);
            case "!_" -> about(variable, args.get(0)).map(TextTest.Not::new);
            default ->
                Exprs.subject(body)
                        .filter(subject -> Exprs.isVariable(subject, variable))
                        .flatMap(subject -> of(body, subject));
        };
    }

    private Optional<List<TextTest>> both(String variable, List<CelExpr> args) {
        return about(variable, args.get(0))
                .flatMap(left -> about(variable, args.get(1)).map(right -> List.of(left, right)));
    }

    private static Optional<String> other(List<CelExpr> args, CelExpr subject) {
        return Exprs.string(args.get(0) == subject ? args.get(1) : args.get(0));
    }
}
