package io.clustergateway.testkit.real;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * How an API server differs from the usual one.
 *
 * @param name of the cluster, in file names, certificates and kubeconfigs
 * @param flags of kube-apiserver, for instance {@code --goaway-chance=0.02}; a later flag wins over our own
 * @param tokenLines lines of the static token file: {@code token,user,uid,"group1,group2"}
 */
public record ApiServerSettings(String name, List<String> flags, List<String> tokenLines) {

    public ApiServerSettings {
        requireNonNull(name, "name");
        flags = List.copyOf(flags);
        tokenLines = List.copyOf(tokenLines);
    }

    public static ApiServerSettings named(String name) {
        return new ApiServerSettings(name, List.of(), List.of());
    }

    public ApiServerSettings withFlag(String flag) {
        return new ApiServerSettings(name, append(flags, flag), tokenLines);
    }

    /** A bearer token that the server takes for this user; the uid is the user's name. */
    public ApiServerSettings withToken(String token, String user, List<String> groups) {
        String line = "%s,%s,%s,\"%s\"".formatted(token, user, user, String.join(",", groups));
        return new ApiServerSettings(name, flags, append(tokenLines, line));
    }

    private static List<String> append(List<String> list, String last) {
        List<String> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    @Override
    public String toString() {
        return "ApiServerSettings[name=" + name + ", flags=" + flags + ", tokens=" + tokenLines.size() + "]";
    }
}
