package io.clustergateway.rules.tools.cases;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Position;
import java.util.Optional;

/**
 * One caller with one request to one member, and who they must be there.
 *
 * @param facts what the case says about the member; empty when it only names it
 * @param rule that must decide: empty text for none, and nothing for any
 */
public record TestCase(
        String name,
        Position at,
        Identity caller,
        String member,
        Optional<ClusterFacts> facts,
        RequestLine request,
        Expectation expect,
        Optional<String> rule) {}
