/**
 * JUnit extensions: a pocket hub or member for the tests of one class, started before all and stopped after all.
 * Use as {@code @RegisterExtension static final PocketMemberExtension member = PocketMemberExtension.named("alpha");}
 */
@NullMarked
package io.clustergateway.testkit.junit;

import org.jspecify.annotations.NullMarked;
