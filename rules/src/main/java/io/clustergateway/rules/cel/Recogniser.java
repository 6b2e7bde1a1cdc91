package io.clustergateway.rules.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.clustergateway.rules.match.Check;
import io.clustergateway.rules.match.Fact;
import io.clustergateway.rules.match.TextTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a condition as a {@link Check}. What it does not know stays opaque, so it may know little, but what it knows must
 * mean what CEL means by it.
 */
final class Recogniser {
    private static final Map<String, Fact> REQUEST = Map.of(
            "user", Fact.USER,
            "uid", Fact.UID,
            "verb", Fact.VERB,
            "apiGroup", Fact.API_GROUP,
            "resource", Fact.RESOURCE,
            "subresource", Fact.SUBRESOURCE,
            "namespace", Fact.NAMESPACE,
            "name", Fact.NAME,
            "path", Fact.PATH);
    private static final Map<String, Fact> CLUSTER =
            Map.of("name", Fact.CLUSTER, "alias", Fact.ALIAS, "provider", Fact.PROVIDER);

    private final TextTests texts;

    Recogniser(Patterns patterns) {
        this.texts = new TextTests(patterns);
    }

    /** As much as is known of the condition. */
    Check check(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> Exprs.bool(expr).<Check>map(Check.Known::of).orElse(Check.OPAQUE);
            case CALL -> call(expr);
            case SELECT -> presence(expr);
            case COMPREHENSION -> Macro.of(expr).map(this::macro).orElse(Check.OPAQUE);
            default -> Check.OPAQUE;
        };
    }

    private Check call(CelExpr expr) {
        List<CelExpr> args = expr.call().args();
        return switch (expr.call().function()) {
            case "_&&_" -> new Check.All(flat("_&&_", expr));
            case "_||_" -> new Check.Any(flat("_||_", expr));
            case "!_" -> new Check.Not(check(args.get(0)));
            case "@in" -> membership(args.get(0), args.get(1)).orElseGet(() -> comparison(expr));
            default -> comparison(expr);
        };
    }

    private List<Check> flat(String operator, CelExpr expr) {
        List<Check> checks = new ArrayList<>();
        for (CelExpr arg : expr.call().args()) {
            if (arg.getKind() == Kind.CALL && arg.call().function().equals(operator)) {
                checks.addAll(flat(operator, arg));
            } else {
                checks.add(check(arg));
            }
        }
        return checks;
    }

    /** {@code "x" in request.groups}, {@code "x" in cluster.labels}. */
    private static Optional<Check> membership(CelExpr element, CelExpr collection) {
        Optional<String> text = Exprs.string(element);
        if (Exprs.isSelect(collection, "request", "groups")) {
            return text.map(group -> new Check.InGroup(List.of(group)));
        }
        return Exprs.isSelect(collection, "cluster", "labels") ? text.map(Check.HasLabel::new) : Optional.empty();
    }

    /** {@code has(cluster.labels.x)}. */
    private static Check presence(CelExpr expr) {
        boolean isLabel =
                expr.select().testOnly() && Exprs.isSelect(expr.select().operand(), "cluster", "labels");
        return isLabel ? new Check.HasLabel(expr.select().field()) : Check.OPAQUE;
    }

    private Check comparison(CelExpr expr) {
        return Exprs.subject(expr)
                .flatMap(subject -> fact(subject)
                        .<Check>flatMap(fact -> texts.of(expr, subject).map(test -> new Check.TextIs(fact, test)))
                        .or(() -> Exprs.label(subject)
                                .flatMap(key -> texts.of(expr, subject).map(test -> new Check.LabelIs(key, test)))))
                .orElse(Check.OPAQUE);
    }

    private static Optional<Fact> fact(CelExpr expr) {
        return Exprs.selected(expr, "request")
                .map(REQUEST::get)
                .or(() -> Exprs.selected(expr, "cluster").map(CLUSTER::get));
    }

    private Check macro(Macro macro) {
        if (Exprs.isSelect(macro.range(), "request", "groups")) {
            return texts.about(macro.variable(), macro.body())
                    .map(test -> macro.isExists() ? anyGroup(test) : new Check.Not(anyGroup(new TextTest.Not(test))))
                    .orElse(Check.OPAQUE);
        }
        boolean isInGroups = macro.isExists()
                && macro.body().getKind() == Kind.CALL
                && macro.body().call().function().equals("@in")
                && Exprs.isVariable(macro.body().call().args().get(0), macro.variable())
                && !macro.variable().equals("request")
                && Exprs.isSelect(macro.body().call().args().get(1), "request", "groups");
        return isInGroups
                ? Exprs.strings(macro.range()).<Check>map(Check.InGroup::new).orElse(Check.OPAQUE)
                : Check.OPAQUE;
    }

    private static Check anyGroup(TextTest test) {
        return test.literals()
                .<Check>map(groups -> new Check.InGroup(List.copyOf(groups)))
                .orElseGet(() -> new Check.AnyGroup(test));
    }
}
