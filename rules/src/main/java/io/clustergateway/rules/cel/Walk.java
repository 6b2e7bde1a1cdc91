package io.clustergateway.rules.cel;

import dev.cel.common.ast.CelExpr;
import java.util.function.Predicate;

/** Goes through an expression, a parent before its children. */
final class Walk {
    private Walk() {}

    /** Visits the expression and, where {@code enter} says so, what is in it. */
    static void through(CelExpr expr, Predicate<CelExpr> enter) {
        if (!enter.test(expr)) {
            return;
        }
        switch (expr.getKind()) {
            case SELECT -> through(expr.select().operand(), enter);
            case CALL -> {
                expr.call().target().ifPresent(target -> through(target, enter));
                expr.call().args().forEach(arg -> through(arg, enter));
            }
            case LIST -> expr.list().elements().forEach(element -> through(element, enter));
            case STRUCT -> expr.struct().entries().forEach(entry -> through(entry.value(), enter));
            case MAP ->
                expr.map().entries().forEach(entry -> {
                    through(entry.key(), enter);
                    through(entry.value(), enter);
                });
            case COMPREHENSION -> {
                through(expr.comprehension().iterRange(), enter);
                through(expr.comprehension().accuInit(), enter);
                through(expr.comprehension().loopCondition(), enter);
                through(expr.comprehension().loopStep(), enter);
                through(expr.comprehension().result(), enter);
            }
            case CONSTANT, IDENT, NOT_SET -> {}
        }
    }
}
