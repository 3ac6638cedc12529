// SPDX-License-Identifier: Apache-2.0
package io.fairlead.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks, and tells what each costs as a multiple of {@code java.nio}. A main program; JMH's options. */
public final class Ratios {
    private static final String BASE = "javaNio";

    private Ratios() {}

    /** Runs it. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class);
        Collection<RunResult> results = new Runner(options.build()).run();
        Map<String, RunResult> bases = new LinkedHashMap<>();
        for (RunResult result : results) {
            if (name(result).endsWith("." + BASE)) {
                bases.put(group(result), result);
            }
        }
        System.out.printf("%n%-58s %10s %8s %10s %8s%n", "", "CPU, us", "ratio", "clock, us", "bytes");
        for (RunResult result : results) {
            print(result, bases.get(group(result)));
        }
    }

    private static void print(RunResult result, RunResult base) {
        double cpu = secondary(result, CpuTime.LABEL);
        System.out.printf(
                Locale.ROOT,
                "%-58s %10.2f %8.2f %10.2f %8.0f%n",
                name(result).replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1") + parameters(result),
                cpu,
                base == null ? Double.NaN : cpu / secondary(base, CpuTime.LABEL),
                result.getPrimaryResult().getScore(),
                secondary(result, "gc.alloc.rate.norm"));
    }

    private static double secondary(RunResult result, String label) {
        for (Map.Entry<String, ? extends Result<?>> entry : secondaries(result).entrySet()) {
            if (entry.getKey().endsWith(label)) { // JMH puts a dot of its own before those of profilers
                return entry.getValue().getScore();
            }
        }
        return Double.NaN;
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // JMH's own signature is raw
    private static Map<String, Result<?>> secondaries(RunResult result) {
        return (Map) result.getSecondaryResults();
    }

    private static String name(RunResult result) {
        return result.getParams().getBenchmark();
    }

    /** The class and its parameters. */
    private static String group(RunResult result) {
        return name(result).replaceFirst("\\.\\w+$", "") + parameters(result);
    }

    private static String parameters(RunResult result) {
        BenchmarkParams params = result.getParams();
        StringBuilder text = new StringBuilder();
        for (String key : params.getParamsKeys()) {
            text.append(' ').append(key).append('=').append(params.getParam(key));
        }
        return text.toString();
    }
}
