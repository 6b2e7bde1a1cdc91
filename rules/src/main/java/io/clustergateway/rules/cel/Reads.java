package io.clustergateway.rules.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import io.clustergateway.rules.RequestField;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Which fields of the request an expression may look at: those it selects, or all where it takes the request whole. */
final class Reads {
    private Reads() {}

    static Set<RequestField> of(CelAbstractSyntaxTree ast) {
        EnumSet<RequestField> reads = EnumSet.noneOf(RequestField.class);
        Walk.through(ast.getExpr(), expr -> {
            if (isRequest(expr)) {
                reads.addAll(EnumSet.allOf(RequestField.class));
                return false;
            }
            if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT
                    && isRequest(expr.select().operand())) {
                RequestField.of(expr.select().field()).ifPresent(reads::add);
                return false;
            }
            return true;
        });
        return Collections.unmodifiableSet(reads);
    }

    /** Also a variable of a macro with that name; then too much counts as read, which is never wrong. */
    private static boolean isRequest(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.IDENT
                && (expr.ident().name().equals("request") || expr.ident().name().equals(".request"));
    }
}
