/** What a decision of the rules costs, by JMH. {@code bench/decisions} runs it and says what it prints. */
@NullMarked
package io.clustergateway.bench;

import org.jspecify.annotations.NullMarked;
