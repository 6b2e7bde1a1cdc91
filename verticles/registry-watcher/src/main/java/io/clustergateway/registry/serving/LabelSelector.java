package io.clustergateway.registry.serving;

import io.clustergateway.kernel.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A label selector with every operator of apimachinery's: existence, equality, sets and numeric comparison. */
final class LabelSelector {
    private static final String KEY =
            "((?:[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)";
    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern EXISTS = Pattern.compile("\\s*(!?)\\s*" + KEY + "\\s*");
    private static final Pattern SET = Pattern.compile("\\s*" + KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern COMPARED = Pattern.compile("\\s*" + KEY + "\\s*(==|=|!=|>|<)\\s*([^\\s]*)\\s*");

    private final List<Predicate<Map<String, String>>> requirements;

    private LabelSelector(List<Predicate<Map<String, String>>> requirements) {
        this.requirements = requirements;
    }

    /** @throws Failure 400 that names the requirement which cannot be understood */
    static LabelSelector parse(String text) {
        List<Predicate<Map<String, String>>> requirements = new ArrayList<>();
        if (!text.isBlank()) {
            split(text).forEach(term -> requirements.add(requirement(term)));
        }
        return new LabelSelector(List.copyOf(requirements));
    }

    boolean isEmpty() {
        return requirements.isEmpty();
    }

    boolean selects(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }

    /* Commas separate requirements, except between the parentheses of a set. */
    private static List<String> split(String text) {
        return Arrays.asList(text.split(",(?![^()]*\\))", -1));
    }

    private static Predicate<Map<String, String>> requirement(String term) {
        Matcher exists = EXISTS.matcher(term);
        if (exists.matches()) {
            String key = exists.group(2);
            boolean wanted = exists.group(1).isEmpty();
            return labels -> labels.containsKey(key) == wanted;
        }
        Matcher set = SET.matcher(term);
        if (set.matches()) {
            return among(set.group(1), values(set.group(4), term), set.group(3).equals("in"));
        }
        Matcher compared = COMPARED.matcher(term);
        if (compared.matches()) {
            return compared(compared.group(1), compared.group(3), compared.group(4), term);
        }
        throw unparsable(term);
    }

    private static Predicate<Map<String, String>> compared(String key, String operator, String value, String term) {
        return switch (operator) {
            case "=", "==" -> among(key, values(value, term), true);
            case "!=" -> among(key, values(value, term), false);
            case ">" -> number(key, value, term, 1);
            default -> number(key, value, term, -1);
        };
    }

    private static Predicate<Map<String, String>> among(String key, Set<String> values, boolean wanted) {
        return labels -> {
            String value = labels.get(key);
            return value == null ? !wanted : values.contains(value) == wanted;
        };
    }

    private static Predicate<Map<String, String>> number(String key, String bound, String term, int sign) {
        long limit = parsed(bound).orElseThrow(() -> unparsable(term));
        return labels -> parsed(labels.getOrDefault(key, ""))
                .map(value -> Long.signum(Long.compare(value, limit)) == sign)
                .orElse(false);
    }

    private static Optional<Long> parsed(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Set<String> values(String list, String term) {
        Set<String> values = new TreeSet<>();
        for (String value : list.split(",", -1)) {
            if (!VALUE.matcher(value.strip()).matches()) {
                throw unparsable(term);
            }
            values.add(value.strip());
        }
        return values;
    }

    private static Failure unparsable(String term) {
        return Failure.badRequest(
                "unable to parse requirement: %s (expected: key, !key, key=value, key!=value, key in (a,b), key notin (a,b), key>1 or key<1)"
                        .formatted(term.strip()));
    }
}
