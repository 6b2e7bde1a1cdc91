package io.clustergateway.rules.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the small parts of an expression. */
final class Exprs {
    private Exprs() {}

    static Optional<Boolean> bool(CelExpr expr) {
        return expr.getKind() == Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                ? Optional.of(expr.constant().booleanValue())
                : Optional.empty();
    }

    static Optional<String> string(CelExpr expr) {
        return expr.getKind() == Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expr.constant().stringValue())
                : Optional.empty();
    }

    /** A list of literals. */
    static Optional<List<String>> strings(CelExpr expr) {
        if (expr.getKind() != Kind.LIST) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (CelExpr element : expr.list().elements()) {
            Optional<String> text = string(element);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return Optional.of(List.copyOf(texts));
    }

    static boolean isVariable(CelExpr expr, String name) {
        return expr.getKind() == Kind.IDENT && expr.ident().name().equals(name);
    }

    /** The field in {@code variable.field}. */
    static Optional<String> selected(CelExpr expr, String variable) {
        return expr.getKind() == Kind.SELECT
                        && !expr.select().testOnly()
                        && isVariable(expr.select().operand(), variable)
                ? Optional.of(expr.select().field())
                : Optional.empty();
    }

    static boolean isSelect(CelExpr expr, String variable, String field) {
        return selected(expr, variable).filter(field::equals).isPresent();
    }

    /** The key in {@code cluster.labels.key} and {@code cluster.labels["key"]}. */
    static Optional<String> label(CelExpr expr) {
        if (expr.getKind() == Kind.SELECT
                && !expr.select().testOnly()
                && isSelect(expr.select().operand(), "cluster", "labels")) {
            return Optional.of(expr.select().field());
        }
        boolean isIndex = expr.getKind() == Kind.CALL
                && expr.call().function().equals("_[_]")
                && isSelect(expr.call().args().get(0), "cluster", "labels");
        return isIndex ? string(expr.call().args().get(1)) : Optional.empty();
    }

    /** What a comparison or a text function is about: its target, or the side that is no literal. */
    static Optional<CelExpr> subject(CelExpr call) {
        List<CelExpr> args = call.call().args();
        if (call.call().target().isPresent()) {
            return call.call().target();
        }
        return switch (call.call().function()) {
            case "_==_", "_!=_" -> Optional.of(string(args.get(0)).isPresent() ? args.get(1) : args.get(0));
            case "@in", "matches" -> Optional.of(args.get(0));
            default -> Optional.empty();
        };
    }
}
