package io.clustergateway.rules.match;

import java.util.List;

/** A condition, or as much of one as can be told without running it. Immutable. */
public sealed interface Check {
    /** Nothing is known before it is run. */
    Check OPAQUE = new Known(Verdict.UNKNOWN);

    /** What is known of it for this question. */
    Verdict test(Facts facts);

    /** Whether it never says {@link Verdict#UNKNOWN}. */
    boolean isTotal();

    /** The same for every question. */
    record Known(Verdict verdict) implements Check {
        /** A constant. */
        public static Known of(boolean holds) {
            return new Known(Verdict.of(holds));
        }

        @Override
        public Verdict test(Facts facts) {
            return verdict;
        }

        @Override
        public boolean isTotal() {
            return verdict != Verdict.UNKNOWN;
        }
    }

    /** About one text. */
    record TextIs(Fact fact, TextTest test) implements Check {
        @Override
        public Verdict test(Facts facts) {
            return Verdict.of(test.holds(facts.text(fact)));
        }

        @Override
        public boolean isTotal() {
            return true;
        }
    }

    /** Whether the caller is in one of the groups. */
    record InGroup(List<String> groups) implements Check {
        @Override
        public Verdict test(Facts facts) {
            for (String group : groups) {
                if (facts.hasGroup(group)) {
                    return Verdict.HOLDS;
                }
            }
            return Verdict.FAILS;
        }

        @Override
        public boolean isTotal() {
            return true;
        }
    }

    /** Whether one of the caller's groups is like that. */
    record AnyGroup(TextTest test) implements Check {
        @Override
        public Verdict test(Facts facts) {
            List<String> groups = facts.groups();
            for (int at = 0; at < groups.size(); at++) {
                if (test.holds(groups.get(at))) {
                    return Verdict.HOLDS;
                }
            }
            return Verdict.FAILS;
        }

        @Override
        public boolean isTotal() {
            return true;
        }
    }

    /** Whether the member has the label. */
    record HasLabel(String key) implements Check {
        @Override
        public Verdict test(Facts facts) {
            return Verdict.of(facts.labels().containsKey(key));
        }

        @Override
        public boolean isTotal() {
            return true;
        }
    }

    /** About a label of the member; CEL throws where it is missing. */
    record LabelIs(String key, TextTest test) implements Check {
        @Override
        public Verdict test(Facts facts) {
            String value = facts.labels().get(key);
            return value == null ? Verdict.UNKNOWN : Verdict.of(test.holds(value));
        }

        @Override
        public boolean isTotal() {
            return false;
        }
    }

    /** The opposite. */
    record Not(Check check) implements Check {
        @Override
        public Verdict test(Facts facts) {
            return check.test(facts).negated();
        }

        @Override
        public boolean isTotal() {
            return check.isTotal();
        }
    }

    /** All must hold. */
    record All(List<Check> checks) implements Check {
        @Override
        public Verdict test(Facts facts) {
            Verdict verdict = Verdict.HOLDS;
            for (int at = 0; at < checks.size(); at++) {
                Verdict one = checks.get(at).test(facts);
                if (one == Verdict.FAILS) {
                    return Verdict.FAILS;
                }
                verdict = one == Verdict.UNKNOWN ? Verdict.UNKNOWN : verdict;
            }
            return verdict;
        }

        @Override
        public boolean isTotal() {
            return checks.stream().allMatch(Check::isTotal);
        }
    }

    /** One must hold. */
    record Any(List<Check> checks) implements Check {
        @Override
        public Verdict test(Facts facts) {
            Verdict verdict = Verdict.FAILS;
            for (int at = 0; at < checks.size(); at++) {
                Verdict one = checks.get(at).test(facts);
                if (one == Verdict.HOLDS) {
                    return Verdict.HOLDS;
                }
                verdict = one == Verdict.UNKNOWN ? Verdict.UNKNOWN : verdict;
            }
            return verdict;
        }

        @Override
        public boolean isTotal() {
            return checks.stream().allMatch(Check::isTotal);
        }
    }
}
