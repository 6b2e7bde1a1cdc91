package io.clustergateway.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An identity as the fuzz test thinks of it; it may be none.
 *
 * @param isLiteral whether a rule spells it out, so that no policy touches it
 */
record FuzzedIdentity(
        String user, List<String> groups, String uid, Map<String, List<String>> extra, boolean isLiteral) {
    static FuzzedIdentity of(FuzzedRule.Target target, Question question) {
        return new FuzzedIdentity(
                target.user().meaning().apply(question),
                target.groups().map(part -> part.meaning().apply(question)).orElse(List.of()),
                target.uid().map(part -> part.meaning().apply(question)).orElse(""),
                new TreeMap<>(target.extra()
                        .map(part -> part.meaning().apply(question))
                        .orElse(Map.of())),
                !target.isComputed());
    }

    /** The caller's own, carried over. */
    static FuzzedIdentity carried(Question question, PassingPolicy policy) {
        Identity caller = question.caller();
        List<String> groups = new ArrayList<>();
        for (String group : caller.groups()) {
            boolean isEverybodys = group.equals("system:authenticated") || group.equals("system:unauthenticated");
            String there = isEverybodys ? group : policy.hubIdentityPrefix() + group;
            boolean isDropped = policy.dropSystemGroups() && (isSystems(group) || isSystems(there));
            if (!isDropped) {
                groups.add(there);
            }
        }
        Map<String, List<String>> extra = new TreeMap<>();
        caller.extra().forEach((key, values) -> {
            if (policy.forwardExtra().stream().anyMatch(entry -> isMeant(entry, key))) {
                extra.put(key, values);
            }
        });
        String uid = policy.forwardUid() ? caller.uid().orElse("") : "";
        return new FuzzedIdentity(policy.hubIdentityPrefix() + caller.user(), groups, uid, extra, false)
                .stillUnauthenticated(caller);
    }

    FuzzedIdentity finished(Question question, PassingPolicy policy) {
        if (isLiteral) {
            return this;
        }
        List<String> kept = groups.stream()
                .filter(group -> !policy.dropSystemGroups() || !isSystems(group))
                .toList();
        boolean isNone = said().startsWith("refused");
        return isNone
                ? this
                : new FuzzedIdentity(user, kept, uid, extra, false).stillUnauthenticated(question.caller());
    }

    private FuzzedIdentity stillUnauthenticated(Identity caller) {
        boolean isUnauthenticated =
                caller.user().equals("system:anonymous") || caller.groups().contains("system:unauthenticated");
        if (isUnauthenticated
                && !groups.contains("system:unauthenticated")
                && !groups.contains("system:authenticated")) {
            List<String> marked = new ArrayList<>(groups);
            marked.add("system:unauthenticated");
            return new FuzzedIdentity(user, marked, uid, extra, false);
        }
        return this;
    }

    /** In short, as decisions are. */
    String said() {
        boolean isClean = isClean(user)
                && !user.isEmpty()
                && groups.stream().allMatch(group -> isClean(group) && !group.isEmpty())
                && isClean(uid)
                && extra.entrySet().stream()
                        .allMatch(entry -> isClean(entry.getKey())
                                && !entry.getKey().isEmpty()
                                && entry.getValue().stream().allMatch(FuzzedIdentity::isClean));
        return isClean
                ? user
                        + (groups.isEmpty() ? "" : groups)
                        + (uid.isEmpty() ? "" : "#" + uid)
                        + (extra.isEmpty() ? "" : extra)
                : "refused IdentityInvalid";
    }

    private static boolean isMeant(String entry, String key) {
        boolean isCovered =
                entry.endsWith("*") ? key.startsWith(entry.substring(0, entry.length() - 1)) : entry.equals(key);
        boolean isHubs = key.startsWith("authentication.kubernetes.io/");
        return isCovered && (!isHubs || entry.startsWith("authentication.kubernetes.io/"));
    }

    private static boolean isSystems(String group) {
        return group.equals("system:masters") || group.equals("system:nodes") || group.startsWith("system:kube-");
    }

    private static boolean isClean(String text) {
        return text.chars().noneMatch(character -> character < 0x20 || character == 0x7f);
    }
}
