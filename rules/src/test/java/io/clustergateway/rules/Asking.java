package io.clustergateway.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question in the making.
 *
 * @param extra of the caller
 * @param labels of the member
 */
record Asking(
        String user,
        List<String> groups,
        String uid,
        Map<String, List<String>> extra,
        RequestFacts request,
        String cluster,
        Map<String, String> labels) {
    private static final RequestFacts GET_PODS =
            new RequestFacts("get", "", "pods", "", "default", "web-0", "/api/v1/namespaces/default/pods/web-0");

    /** Somebody of the hub who gets a pod of the member {@code alpha}. */
    static Asking by(String user, String... groups) {
        return new Asking(user, List.of(groups), "", Map.of(), GET_PODS, "alpha", Map.of());
    }

    Asking at(String cluster) {
        return new Asking(user, groups, uid, extra, request, cluster, labels);
    }

    Asking labelled(String key, String value) {
        return new Asking(user, groups, uid, extra, request, cluster, Map.of(key, value));
    }

    Asking uid(String uid) {
        return new Asking(user, groups, uid, extra, request, cluster, labels);
    }

    Asking extra(String key, String... values) {
        return new Asking(user, groups, uid, Map.of(key, List.of(values)), request, cluster, labels);
    }

    Asking requesting(RequestFacts request) {
        return new Asking(user, groups, uid, extra, request, cluster, labels);
    }

    Question question() {
        Identity caller = new Identity(user, Optional.of(uid).filter(id -> !id.isEmpty()), groups, extra);
        return new Question(caller, request, new ClusterFacts(cluster, labels, "", ""));
    }

    /** What the rules decide, in short: {@code credential}, {@code ask NAME}, {@code USER[groups]}, {@code refused REASON}. */
    String of(RulesInForce rules) {
        return Said.of(rules.decide(question()));
    }
}
