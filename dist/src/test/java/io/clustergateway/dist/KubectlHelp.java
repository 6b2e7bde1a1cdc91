package io.clustergateway.dist;

import io.clustergateway.testkit.real.Kubectl;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What kubectl's own help says of one of its commands.
 *
 * @param path of the command, such as {@code create secret generic}
 * @param own its help
 * @param global help of the flags that every command takes
 */
record KubectlHelp(String path, String own, String global) {
    /** Flags before the command whose value is a word of its own. */
    private static final Set<String> WITH_VALUE =
            Set.of("-n", "--namespace", "--context", "--kubeconfig", "--server", "-s");

    private static final Set<String> GROUPS = Set.of("create", "config", "rollout", "auth", "set");

    /** A command line: the command's path and its flags without values. */
    record Line(String path, List<String> flags) {}

    static Line line(List<String> words) {
        List<String> flags = new ArrayList<>();
        List<String> path = new ArrayList<>();
        for (int at = 1; at < words.size(); at++) {
            String word = words.get(at);
            if (word.startsWith("-")) {
                flags.add(word.replaceFirst("=.*", ""));
                at += WITH_VALUE.contains(word) && path.isEmpty() ? 1 : 0;
            } else if (path.isEmpty() || path.size() == 1 && GROUPS.contains(path.get(0))) {
                path.add(word);
            } else if (String.join(" ", path).equals("create secret")) {
                path.add(word);
            }
        }
        return new Line(String.join(" ", path), flags);
    }

    static KubectlHelp of(Kubectl kubectl, String path, String global) {
        String[] words =
                Stream.concat(Stream.of(path.split(" ")), Stream.of("--help")).toArray(String[]::new);
        return new KubectlHelp(path, kubectl.run(words).expectSuccess().out(), global);
    }

    /** What it does not know; the command itself among it. */
    List<String> unknown(Line line) {
        List<String> unknown = new ArrayList<>();
        if (!own.contains("kubectl " + path)) {
            unknown.add("command " + path);
        }
        for (String flag : line.flags()) {
            Pattern named = Pattern.compile("(^|[\\s,])" + Pattern.quote(flag) + "($|[=,:\\s])");
            if (!flag.equals("-v") && !named.matcher(own + "\n" + global).find()) {
                unknown.add(flag);
            }
        }
        return unknown;
    }
}
