package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The {@code Impersonate-*} headers, as the reference server takes them. */
final class Impersonation {

    private static final String EXTRA = "impersonate-extra-";

    private final Predicate<User> mayImpersonate;

    Impersonation(Predicate<User> mayImpersonate) {
        this.mayImpersonate = mayImpersonate;
    }

    /** Whom the request is really for. */
    User apply(User user, MultiMap headers) {
        String name = headers.contains("Impersonate-User") ? headers.get("Impersonate-User") : "";
        List<String> groups = headers.getAll("Impersonate-Group");
        Map<String, List<String>> extra = extra(headers);
        boolean parts = !groups.isEmpty() || !extra.isEmpty() || headers.contains("Impersonate-Uid");
        if (name.isEmpty() && !parts) {
            return user;
        }
        if (name.isEmpty()) {
            throw ApiFailure.badRequest("requested impersonation of groups, uid or extra without impersonating a user");
        }
        if (!mayImpersonate.test(user)) {
            throw ApiFailure.forbidden(
                    "",
                    "users",
                    name,
                    "User \"" + user.name()
                            + "\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope");
        }
        String uid = headers.contains("Impersonate-Uid") ? headers.get("Impersonate-Uid") : "";
        return new User(name, uid, groups, extra).authenticated();
    }

    private static Map<String, List<String>> extra(MultiMap headers) {
        Map<String, List<String>> extra = new TreeMap<>();
        headers.forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(EXTRA)) {
                String key =
                        URLDecoder.decode(name.substring(EXTRA.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
                extra.computeIfAbsent(key, unused -> new ArrayList<>()).add(header.getValue());
            }
        });
        return extra;
    }
}
