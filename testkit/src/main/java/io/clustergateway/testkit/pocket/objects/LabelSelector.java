package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Equality and set based label selectors. */
final class LabelSelector {

    private static final String KEY = "([A-Za-z0-9_./-]+)";
    private static final Pattern TERM = Pattern.compile("\\s*(?:!\\s*" + KEY + "|" + KEY
            + "\\s+(in|notin)\\s*\\(([^)]*)\\)|" + KEY + "\\s*(==|=|!=)\\s*([A-Za-z0-9_.-]*)|" + KEY + ")\\s*(?:,|$)");

    private LabelSelector() {}

    static Predicate<JsonNode> parse(String selector) {
        List<Predicate<JsonNode>> terms = new ArrayList<>();
        Matcher matcher = TERM.matcher(selector);
        int at = 0;
        while (at < selector.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw ApiFailure.badRequest("unable to parse requirement: " + selector.substring(at)
                        + " (expected: key=value, key!=value, key in (a,b), key notin (a,b), key or !key)");
            }
            terms.add(term(matcher));
            at = matcher.end();
        }
        return object -> terms.stream().allMatch(term -> term.test(object.at("/metadata/labels")));
    }

    private static Predicate<JsonNode> term(Matcher term) {
        if (term.group(1) != null) {
            String absent = term.group(1);
            return labels -> !labels.has(absent);
        }
        if (term.group(2) != null) {
            return among(term.group(2), values(term.group(4)), term.group(3).equals("in"));
        }
        if (term.group(5) != null) {
            return among(term.group(5), Set.of(term.group(7)), !term.group(6).equals("!="));
        }
        String key = term.group(8);
        return labels -> labels.has(key);
    }

    private static Predicate<JsonNode> among(String key, Set<String> values, boolean wanted) {
        return labels -> (labels.has(key) && values.contains(labels.get(key).asText())) == wanted;
    }

    private static Set<String> values(String list) {
        return Stream.of(list.split(",", -1)).map(String::trim).collect(Collectors.toUnmodifiableSet());
    }
}
