package io.clustergateway.rules.cel;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.clustergateway.rules.Limits;

/**
 * RE2 patterns of bounded size, each compiled once. A pattern lives as long as somebody holds it: rules hold their
 * literal ones, a computed one is gone soon.
 */
final class Patterns {
    private final Limits limits;
    private final Cache<String, Pattern> known =
            CacheBuilder.newBuilder().weakValues().build();

    Patterns(Limits limits) {
        this.limits = limits;
    }

    /**
     * The pattern of this text.
     *
     * @throws PatternFault when it is none, or too large
     */
    Pattern of(String text) {
        Pattern pattern = known.getIfPresent(text);
        if (pattern == null) {
            pattern = compiled(text);
            known.put(text, pattern);
        }
        return pattern;
    }

    /** Repetitions are counted before RE2 unfolds them: {@code ((a{1000}){1000}){1000}} is short and takes gigabytes. */
    private Pattern compiled(String text) {
        if (text.length() > limits.expressionSize()) {
            throw new PatternFault(
                    "%d characters (expected: at most %d)".formatted(text.length(), limits.expressionSize()));
        }
        long size = PatternSize.estimate(text);
        if (size > limits.regexProgramSize()) {
            throw tooLarge(size);
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new PatternFault("%s (expected: an RE2 pattern)".formatted(e.getDescription()));
        } catch (StackOverflowError e) {
            throw new PatternFault("nested too deeply (expected: an RE2 pattern)");
        }
        if (pattern.programSize() > limits.regexProgramSize()) {
            throw tooLarge(pattern.programSize());
        }
        return pattern;
    }

    private PatternFault tooLarge(long size) {
        return new PatternFault(
                "program of %d instructions (expected: at most %d)".formatted(size, limits.regexProgramSize()));
    }

    /** Says what is wrong with a pattern. */
    static final class PatternFault extends RuntimeException {
        private static final long serialVersionUID = 1;

        PatternFault(String message) {
            super(message, null, false, false);
        }

        /** What, and what was expected. */
        String fault() {
            return String.valueOf(getMessage());
        }
    }
}
