// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.FrameworkFactory;

/** Starts every bundle of a folder: {@code java -cp felix.jar Framework.java BUNDLES ETC STORAGE PORT}. */
public final class Framework {
    private Framework() {}

    public static void main(String[] args) throws Exception {
        var framework = java.util.ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        "org.osgi.framework.storage", args[2],
                        "org.osgi.framework.storage.clean", "onFirstInit",
                        "felix.fileinstall.dir", args[1],
                        "felix.fileinstall.enableConfigSave", "false",
                        "felix.fileinstall.noInitialDelay", "true",
                        "org.osgi.service.http.port", args[3],
                        "org.apache.felix.http.host", "127.0.0.1"));
        framework.init();
        List<Bundle> bundles = new ArrayList<>();
        File[] files = new File(args[0]).listFiles((folder, name) -> name.endsWith(".jar"));
        Arrays.sort(files);
        for (File file : files) {
            bundles.add(framework.getBundleContext().installBundle(file.toURI().toString()));
        }
        framework.start();
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get("Fragment-Host") == null) {
                bundle.start();
            }
        }
        framework.waitForStop(0);
    }
}
