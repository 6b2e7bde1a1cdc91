package io.clustergateway.dist;

import java.util.List;
import java.util.stream.Stream;

/** The Go program's samples, as they are noted beside the tests. */
final class GoSamples {
    private GoSamples() {}

    static String text(String name) {
        return RealRig.resource("go-samples/" + name);
    }

    /** The columns of each line that is no comment. */
    static Stream<List<String>> rows(String name) {
        return text(name)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList());
    }
}
