package io.clustergateway.identity.external;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Rule;

/** What an answer with a time to live holds for: everything the server was told but the request itself. */
record AnswerKey(Rule rule, String ruleSetVersion, String memberUid, ClusterFacts cluster, Identity caller) {}
