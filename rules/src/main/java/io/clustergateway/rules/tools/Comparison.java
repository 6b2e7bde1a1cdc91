package io.clustergateway.rules.tools;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who would become somebody else under other rules. Used on one thread only. */
public final class Comparison {
    private final RuleBook before;
    private final RuleBook after;
    private final Map<Change, Integer> changes = new LinkedHashMap<>();
    private int questions;

    /** None asked yet. */
    public Comparison(RuleBook before, RuleBook after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Somebody for whom something changes.
     *
     * @param caller as the hub knows them, described
     */
    public record Change(String caller, String member, String before, String after) {}

    /** A change, and how many of the questions it concerns. */
    public record Counted(Change change, int count) {}

    /**
     * Asks both.
     *
     * @param given what is known of the member whatever the texts say; empty for what each of them says
     */
    public void ask(Identity caller, RequestFacts request, String member, Optional<ClusterFacts> given) {
        questions++;
        Appearance old = appearance(before, caller, request, given.orElseGet(() -> before.factsOf(member)));
        Appearance now = appearance(after, caller, request, given.orElseGet(() -> after.factsOf(member)));
        if (!old.equals(now)) {
            changes.merge(new Change(who(caller), member, old.toString(), now.toString()), 1, Integer::sum);
        }
    }

    /** Whether either side describes a member. */
    public boolean knows(String member) {
        return before.facts().containsKey(member) || after.facts().containsKey(member);
    }

    /** How many were asked. */
    public int questions() {
        return questions;
    }

    /** What would change, what concerns most questions first. */
    public List<Counted> changes() {
        List<Counted> counted = new ArrayList<>();
        changes.forEach((change, count) -> counted.add(new Counted(change, count)));
        counted.sort(Comparator.comparingInt(Counted::count).reversed());
        return counted;
    }

    private static Appearance appearance(RuleBook book, Identity caller, RequestFacts request, ClusterFacts member) {
        return Appearance.of(book.at(member.name()).decide(new Question(caller, request, member)));
    }

    /** Without uid and extra, which differ from token to token of one person. */
    private static String who(Identity caller) {
        return caller.groups().isEmpty()
                ? caller.user()
                : "%s (groups %s)".formatted(caller.user(), String.join(", ", caller.groups()));
    }
}
