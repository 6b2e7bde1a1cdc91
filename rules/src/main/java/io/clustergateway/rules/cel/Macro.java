package io.clustergateway.rules.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.List;
import java.util.Optional;

/**
 * {@code range.exists(variable, body)} or {@code range.all(variable, body)}, read back from what the parser makes of them.
 *
 * @param isExists or all
 */
record Macro(boolean isExists, CelExpr range, String variable, CelExpr body) {
    /** Empty for any other comprehension. */
    static Optional<Macro> of(CelExpr expr) {
        CelComprehension loop = expr.comprehension();
        Optional<Boolean> start = Exprs.bool(loop.accuInit());
        if (start.isEmpty() || !loop.iterVar2().isEmpty() || !Exprs.isVariable(loop.result(), loop.accuVar())) {
            return Optional.empty();
        }
        boolean isExists = !start.get();
        return args(loop.loopStep(), isExists ? "_||_" : "_&&_", 2)
                .filter(step -> Exprs.isVariable(step.get(0), loop.accuVar()))
                .filter(step -> isUsual(loop, isExists))
                .map(step -> new Macro(isExists, loop.iterRange(), loop.iterVar(), step.get(1)));
    }

    /** The loop goes on while nothing is decided. */
    private static boolean isUsual(CelComprehension loop, boolean isExists) {
        return args(loop.loopCondition(), "@not_strictly_false", 1)
                .flatMap(args -> isExists ? args(args.get(0), "!_", 1) : Optional.of(args))
                .filter(args -> Exprs.isVariable(args.get(0), loop.accuVar()))
                .isPresent();
    }

    private static Optional<List<CelExpr>> args(CelExpr expr, String function, int count) {
        return expr.getKind() == Kind.CALL
                        && expr.call().function().equals(function)
                        && expr.call().target().isEmpty()
                        && expr.call().args().size() == count
                ? Optional.of(expr.call().args())
                : Optional.empty();
    }
}
