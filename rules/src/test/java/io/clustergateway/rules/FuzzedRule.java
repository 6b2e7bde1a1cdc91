package io.clustergateway.rules;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule as the fuzz test thinks of it.
 *
 * @param source field → value; empty map for a rule about everybody, no map for one with a condition only
 */
record FuzzedRule(
        String name,
        int priority,
        RuleType type,
        Optional<Map<String, String>> source,
        Optional<FuzzedExpr> when,
        Target target) {
    /** A computed text, or several. */
    record Computed<T>(String yaml, boolean isExpression, Function<Question, T> meaning) {}

    /** What a mapping makes of a caller. */
    record Target(
            Computed<String> user,
            Optional<Computed<List<String>>> groups,
            Optional<Computed<String>> uid,
            Optional<Computed<Map<String, List<String>>>> extra) {
        boolean isComputed() {
            return user.isExpression()
                    || groups.filter(Computed::isExpression).isPresent()
                    || uid.filter(Computed::isExpression).isPresent()
                    || extra.filter(Computed::isExpression).isPresent();
        }
    }

    /** Whether it matches; throws where its condition does and nothing else fails. */
    boolean matches(Question question) {
        boolean isSource = source.orElse(Map.of()).entrySet().stream()
                .allMatch(field -> holds(field.getKey(), field.getValue(), question));
        return isSource && (when.isEmpty() || when.get().meaning().apply(question));
    }

    private static boolean holds(String field, String value, Question question) {
        Identity caller = question.caller();
        return switch (field) {
            case "user" -> caller.user().equals(value);
            case "group" -> caller.groups().contains(value);
            case "uid" -> caller.uid().orElse("").equals(value);
            case "cluster" -> question.cluster().name().equals(value);
            case "userPattern" -> found(value, caller.user());
            case "groupPattern" -> caller.groups().stream().anyMatch(group -> found(value, group));
            case "clusterPattern" -> found(value, question.cluster().name());
            default -> throw new IllegalArgumentException(field);
        };
    }

    private static boolean found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).find();
    }

    /** As it stands in a document. */
    String yaml() {
        List<String> fields = new ArrayList<>();
        fields.add("name: " + name);
        if (priority != 0) {
            fields.add("priority: " + priority);
        }
        fields.add("type: " + type);
        source.ifPresent(given -> fields.add("source: " + json(given)));
        when.ifPresent(expr -> fields.add("when: " + FuzzedExpr.quoted(expr.cel())));
        if (type == RuleType.STATIC_MAPPING) {
            fields.add("target: " + targetYaml());
        }
        if (type == RuleType.EXTERNAL) {
            fields.add("url: https://exchanger.example/");
        }
        return "- {" + String.join(", ", fields) + "}\n";
    }

    private String targetYaml() {
        List<String> fields = new ArrayList<>();
        fields.add(part("user", target.user()));
        target.groups().ifPresent(groups -> fields.add(part("groups", groups)));
        target.uid().ifPresent(uid -> fields.add(part("uid", uid)));
        target.extra().ifPresent(extra -> fields.add(part("extra", extra)));
        return "{" + String.join(", ", fields) + "}";
    }

    private static String part(String name, Computed<?> value) {
        return value.isExpression()
                ? name + "Expression: " + FuzzedExpr.quoted(value.yaml())
                : name + ": " + value.yaml();
    }

    private static String json(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + ": " + FuzzedExpr.quoted(field.getValue()))
                .toList()
                .toString()
                .replaceAll("^\\[", "{")
                .replaceAll("]$", "}");
    }
}
