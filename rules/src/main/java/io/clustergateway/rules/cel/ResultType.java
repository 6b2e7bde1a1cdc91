package io.clustergateway.rules.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.Map;

/** What an expression of a rule gives. */
enum ResultType {
    BOOL(SimpleType.BOOL, "bool"),
    STRING(SimpleType.STRING, "string"),
    STRINGS(ListType.create(SimpleType.STRING), "list(string)"),
    STRING_LISTS(MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)), "map(string, list(string))");

    private final CelType type;
    private final String text;

    ResultType(CelType type, String text) {
        this.type = type;
        this.text = text;
    }

    /** Whether the expression is of this type; {@code []} and <code>{}</code> have no type of their own. */
    boolean isTypeOf(CelAbstractSyntaxTree ast) {
        CelExpr expr = ast.getExpr();
        return type.equals(ast.getResultType())
                || this == STRINGS
                        && expr.getKind() == CelExpr.ExprKind.Kind.LIST
                        && expr.list().elements().isEmpty()
                || this == STRING_LISTS
                        && expr.getKind() == CelExpr.ExprKind.Kind.MAP
                        && expr.map().entries().isEmpty();
    }

    /** Whether a value is of this type all through, which {@code dyn} in an expression can hide from the checker. */
    boolean isTypeOf(Object value) {
        return switch (this) {
            case BOOL -> value instanceof Boolean;
            case STRING -> value instanceof String;
            case STRINGS -> areStrings(value);
            case STRING_LISTS ->
                value instanceof Map<?, ?> map
                        && map.keySet().stream().allMatch(String.class::isInstance)
                        && map.values().stream().allMatch(ResultType::areStrings);
        };
    }

    private static boolean areStrings(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
    }

    @Override
    public String toString() {
        return text;
    }
}
