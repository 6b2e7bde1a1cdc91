package io.clustergateway.testkit.pocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who asks; an empty uid is none. */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    public static final String MASTERS = "system:masters";
    static final String AUTHENTICATED = "system:authenticated";
    static final User ANONYMOUS = of("system:anonymous", "system:unauthenticated");

    public User {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    public static User of(String name, String... groups) {
        return new User(name, "", List.of(groups), Map.of());
    }

    public User withUid(String newUid) {
        return new User(name, newUid, groups, extra);
    }

    public User withExtra(String key, String... values) {
        Map<String, List<String>> more = new TreeMap<>(extra);
        more.put(key, List.of(values));
        return new User(name, uid, groups, more);
    }

    User authenticated() {
        if (groups.contains(AUTHENTICATED) || equals(ANONYMOUS)) {
            return this;
        }
        List<String> more = new ArrayList<>(groups);
        more.add(AUTHENTICATED);
        return new User(name, uid, more, extra);
    }
}
