package io.clustergateway.rules.tools.lint;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.clustergateway.rules.document.RuleDraft;
import io.clustergateway.rules.document.ScalarText;
import io.clustergateway.rules.document.SourceDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules before which another one surely decides: it matches whomever they match, or throws, which is a refusal. Finds
 * what literal values, equal expressions and equal patterns prove, and no more.
 */
final class Reach {
    /** Earlier rules that are looked at for one rule; bounds the time for thousands of rules of one shape. */
    private static final int MOST_COMPARED = 1_000;
    /** Found in every text. */
    private static final Set<String> EVERYTHING = Set.of(".*", "^.*", ".*$", "^", "$");

    private final Map<Literals, List<RuleDraft>> earlier = new HashMap<>();
    private final Map<String, Optional<Pattern>> patterns = new HashMap<>();

    private record Literals(
            Optional<String> user, Optional<String> group, Optional<String> uid, Optional<String> cluster) {}

    /** The rule that keeps this one from being reached; the rules come in the order in which they are asked. */
    Optional<RuleDraft> next(RuleDraft rule) {
        SourceDraft source = source(rule);
        Optional<RuleDraft> found = weaker(literals(source)).stream()
                .flatMap(literals -> earlier.getOrDefault(literals, List.of()).stream()
                        .limit(MOST_COMPARED)
                        .filter(before -> covers(before, rule))
                        .findFirst()
                        .stream())
                .findFirst();
        earlier.computeIfAbsent(literals(source), absent -> new ArrayList<>()).add(rule);
        return found;
    }

    /** With some of them or all left out. */
    private static List<Literals> weaker(Literals given) {
        List<Literals> all = new ArrayList<>();
        for (Optional<String> user : withNone(given.user)) {
            for (Optional<String> group : withNone(given.group)) {
                for (Optional<String> uid : withNone(given.uid)) {
                    withNone(given.cluster).forEach(cluster -> all.add(new Literals(user, group, uid, cluster)));
                }
            }
        }
        return all;
    }

    private static List<Optional<String>> withNone(Optional<String> value) {
        return value.isPresent() ? List.of(Optional.empty(), value) : List.of(value);
    }

    /** Whether it matches or throws for whomever the other one matches; their literals are already compared. */
    private boolean covers(RuleDraft before, RuleDraft rule) {
        SourceDraft wide = source(before);
        SourceDraft narrow = source(rule);
        return (before.when().isEmpty() || value(before.when()).equals(value(rule.when())))
                && implied(wide.userPattern(), narrow.userPattern(), narrow.user(), true)
                && implied(wide.clusterPattern(), narrow.clusterPattern(), narrow.cluster(), true)
                && implied(
                        wide.groupPattern(),
                        narrow.groupPattern(),
                        narrow.group(),
                        narrow.group().or(narrow::groupPattern).isPresent());
    }

    /** Whether a pattern surely holds where the other one does and the literal is the value. */
    private boolean implied(
            Optional<ScalarText> pattern, Optional<ScalarText> same, Optional<ScalarText> literal, boolean hasValue) {
        if (pattern.isEmpty()) {
            return true;
        }
        String text = pattern.get().value();
        return hasValue && EVERYTHING.contains(text)
                || value(same).equals(Optional.of(text))
                || literal.isPresent() && isFound(text, literal.get().value());
    }

    private boolean isFound(String pattern, String value) {
        return patterns.computeIfAbsent(pattern, Reach::compile)
                .map(compiled -> compiled.matcher(value).find())
                .orElse(false);
    }

    private static Optional<Pattern> compile(String pattern) {
        try {
            return Optional.of(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Literals literals(SourceDraft source) {
        return new Literals(value(source.user()), value(source.group()), value(source.uid()), value(source.cluster()));
    }

    private static Optional<String> value(Optional<ScalarText> text) {
        return text.map(ScalarText::value);
    }

    private static SourceDraft source(RuleDraft rule) {
        Optional<ScalarText> any = Optional.empty();
        return rule.source()
                .orElseGet(() -> new SourceDraft(
                        any, any, any, any, any, any, any, rule.rule().at()));
    }
}
