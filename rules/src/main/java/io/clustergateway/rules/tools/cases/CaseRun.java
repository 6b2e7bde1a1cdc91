package io.clustergateway.rules.tools.cases;

import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.tools.Appearance;
import io.clustergateway.rules.tools.RuleBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Puts cases to rules. */
public final class CaseRun {
    private final RuleBook rules;
    private final Function<RequestLine, RequestFacts> requests;

    /**
     * Over rules without faults.
     *
     * @param requests what kube-apiserver makes of a request; throws IllegalArgumentException, with a message for people,
     *     where it would make another one of it
     */
    public CaseRun(RuleBook rules, Function<RequestLine, RequestFacts> requests) {
        this.rules = rules;
        this.requests = requests;
    }

    /**
     * What came of a case.
     *
     * @param differences between what it wants and what is; none when it passed
     */
    public record Result(TestCase test, List<String> differences) {
        /** Whether it is as wanted. */
        public boolean isPassed() {
            return differences.isEmpty();
        }
    }

    /** Puts one case to the rules. */
    public Result run(TestCase test) {
        Question question;
        try {
            question = new Question(
                    test.caller(),
                    requests.apply(test.request()),
                    test.facts().orElseGet(() -> rules.factsOf(test.member())));
        } catch (IllegalArgumentException e) {
            return new Result(test, List.of(String.valueOf(e.getMessage())));
        }
        Decision decision = rules.at(test.member()).decide(question);
        List<String> differences = new ArrayList<>(outcome(test.expect(), decision));
        String rule = decision.rule().map(Rule::name).orElse("");
        test.rule()
                .filter(wanted -> !wanted.equals(rule))
                .ifPresent(wanted -> differences.add(different("rule", named(wanted), named(rule))));
        return new Result(test, List.copyOf(differences));
    }

    private static List<String> outcome(Expectation expect, Decision decision) {
        if (expect instanceof Expectation.Somebody wanted && decision instanceof Decision.As as) {
            return identity(wanted.identity(), as.identity());
        }
        boolean isAsWanted = expect instanceof Expectation.Privileged && decision instanceof Decision.AsCredential
                || expect instanceof Expectation.Refused wanted
                        && decision instanceof Decision.Refused refused
                        && wanted.reason() == refused.reason()
                || expect instanceof Expectation.External external
                        && decision instanceof Decision.AskExternal asked
                        && external.rule().equals(asked.by().name());
        return isAsWanted ? List.of() : List.of(different("outcome", wanted(expect), is(decision)));
    }

    private static List<String> identity(Identity wanted, Identity is) {
        List<String> differences = new ArrayList<>();
        compare(differences, "user", wanted.user(), is.user());
        compare(differences, "uid", wanted.uid().orElse("none"), is.uid().orElse("none"));
        compare(differences, "groups", groups(wanted), groups(is));
        compare(differences, "extra", extra(wanted.extra()), extra(is.extra()));
        return differences;
    }

    private static void compare(List<String> differences, String what, String wanted, String is) {
        if (!wanted.equals(is)) {
            differences.add(different(what, wanted, is));
        }
    }

    private static String different(String what, String wanted, String is) {
        return "%s: want %s, got %s".formatted(what, wanted, is);
    }

    /** In any order. */
    private static String groups(Identity identity) {
        return identity.groups().isEmpty() ? "none" : String.join(", ", new TreeSet<>(identity.groups()));
    }

    private static String extra(Map<String, List<String>> extra) {
        return extra.isEmpty() ? "none" : extra.toString();
    }

    private static String named(String rule) {
        return rule.isEmpty() ? "none" : rule;
    }

    private static String wanted(Expectation expect) {
        if (expect instanceof Expectation.Somebody somebody) {
            return Appearance.describe(somebody.identity());
        }
        if (expect instanceof Expectation.Refused refused) {
            return "refused (%s)".formatted(refused.reason());
        }
        return expect instanceof Expectation.External external
                ? "whom the server of rule %s says".formatted(external.rule())
                : new Appearance.Privileged().toString();
    }

    private static String is(Decision decision) {
        if (decision instanceof Decision.Refused refused) {
            return "refused (%s): %s".formatted(refused.reason(), refused.message());
        }
        return decision instanceof Decision.AskExternal asked
                ? "whom the server of rule %s says".formatted(asked.by().name())
                : Appearance.of(decision).toString();
    }
}
