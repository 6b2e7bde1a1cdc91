package io.clustergateway.rules.match;

import com.google.re2j.Pattern;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A question about one text that always has an answer. */
public sealed interface TextTest {
    /** The answer. */
    boolean holds(String text);

    /** The only texts for which it can hold; empty when there is no such list. */
    default Optional<Set<String>> literals() {
        return Optional.empty();
    }

    /** The test of one or several texts. */
    static TextTest in(Collection<String> texts) {
        return texts.size() == 1 ? new Is(texts.iterator().next()) : new OneOf(Set.copyOf(texts));
    }

    /** Equal. */
    record Is(String wanted) implements TextTest {
        @Override
        public boolean holds(String text) {
            return wanted.equals(text);
        }

        @Override
        public Optional<Set<String>> literals() {
            return Optional.of(Set.of(wanted));
        }
    }

    /** Equal to one of several, or none. */
    record OneOf(Set<String> wanted) implements TextTest {
        @Override
        public boolean holds(String text) {
            return wanted.contains(text);
        }

        @Override
        public Optional<Set<String>> literals() {
            return Optional.of(wanted);
        }
    }

    /** Begins so. */
    record StartsWith(String prefix) implements TextTest {
        @Override
        public boolean holds(String text) {
            return text.startsWith(prefix);
        }
    }

    /** Ends so. */
    record EndsWith(String suffix) implements TextTest {
        @Override
        public boolean holds(String text) {
            return text.endsWith(suffix);
        }
    }

    /** Has it in it. */
    record Contains(String part) implements TextTest {
        @Override
        public boolean holds(String text) {
            return text.contains(part);
        }
    }

    /** The pattern is found in it. */
    record Matches(Pattern pattern) implements TextTest {
        @Override
        public boolean holds(String text) {
            return pattern.matcher(text).find();
        }
    }

    /** Does not hold. */
    record Not(TextTest test) implements TextTest {
        @Override
        public boolean holds(String text) {
            return !test.holds(text);
        }
    }

    /** All hold. */
    record All(List<TextTest> tests) implements TextTest {
        @Override
        public boolean holds(String text) {
            for (TextTest test : tests) {
                if (!test.holds(text)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One holds. */
    record Any(List<TextTest> tests) implements TextTest {
        @Override
        public boolean holds(String text) {
            for (TextTest test : tests) {
                if (test.holds(text)) {
                    return true;
                }
            }
            return false;
        }
    }
}
