/**
 * BlockHound over event loops, for tests: {@link io.clustergateway.hound.Hounded} runs a program under it and tells each
 * place where an event loop was blocked.
 */
@NullMarked
package io.clustergateway.hound;

import org.jspecify.annotations.NullMarked;
