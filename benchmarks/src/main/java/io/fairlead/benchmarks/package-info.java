// SPDX-License-Identifier: Apache-2.0

/**
 * What our layers cost beside {@code java.nio}, by JMH: each benchmark class has a method {@code javaNio}, and {@link
 * io.fairlead.benchmarks.Ratios} tells how many times of it the others take in the same run. In no build but with the
 * profile {@code jmh}.
 */
package io.fairlead.benchmarks;
