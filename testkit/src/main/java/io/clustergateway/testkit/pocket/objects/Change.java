package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** One write: before is empty for a creation, after for a deletion. The nodes are shared and never altered. */
public record Change(long revision, ResourceType type, Optional<ObjectNode> before, Optional<ObjectNode> after) {}
