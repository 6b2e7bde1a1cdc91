package io.clustergateway.rules.cel;

import com.google.re2j.Pattern;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is given to {@code matches} as a pattern: mostly literals, which can be judged before they are used. */
final class PatternArguments {
    private PatternArguments() {}

    static List<CelExpr> in(CelAbstractSyntaxTree ast) {
        List<CelExpr> arguments = new ArrayList<>();
        Walk.through(ast.getExpr(), expr -> {
            if (expr.getKind() == Kind.CALL && expr.call().function().equals("matches")) {
                List<CelExpr> args = expr.call().args();
                arguments.add(args.get(args.size() - 1));
            }
            return true;
        });
        return arguments;
    }

    /** The literal ones of a sound expression, compiled. */
    static List<Pattern> compiled(CelAbstractSyntaxTree ast, Patterns patterns) {
        return in(ast).stream()
                .map(Exprs::string)
                .flatMap(Optional::stream)
                .map(patterns::of)
                .toList();
    }

    /** Whether the request has a say in it. */
    static boolean isFromRequest(CelExpr argument) {
        boolean[] found = {false};
        Walk.through(argument, expr -> {
            found[0] |= Exprs.isVariable(expr, "request");
            return true;
        });
        return found[0];
    }
}
