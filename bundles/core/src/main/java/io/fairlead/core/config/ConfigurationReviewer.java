// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.config;

import io.fairlead.api.config.ConfigurationReview;
import io.fairlead.api.text.Masked;
import io.fairlead.core.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reviews all configurations a while after the last change of one, and logs each new doubt once. What can be given is what
 * the bundles' Metatype says (OSGi Compendium 105), and the references of components (112.6). Never made where one of these
 * services is missing.
 */
@Component(
        service = {ConfigurationReview.class, ConfigurationListener.class},
        immediate = true)
public final class ConfigurationReviewer implements ConfigurationReview, ConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationReviewer.class);
    private static final Duration QUIET = Duration.ofSeconds(2); // a feature brings files first, and then bundles
    private static final String OURS = "io.fairlead.";
    private static final String FILE = "felix.fileinstall.filename";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final MetaTypeService types;
    private final ServiceComponentRuntime runtime;
    private Future<?> next; // guarded by this, as the next ones
    private Set<Doubt> told = Set.of();
    private boolean stopped;

    @Activate
    public ConfigurationReviewer(
            BundleContext context,
            @Reference ConfigurationAdmin admin,
            @Reference MetaTypeService types,
            @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        this.admin = admin;
        this.types = types;
        this.runtime = runtime;
        lookSoon();
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getPid().startsWith(OURS)) {
            lookSoon();
        }
    }

    private synchronized void lookSoon() {
        if (next != null) {
            next.cancel(false);
        }
        if (!stopped) {
            next = Background.after(QUIET, this::tell);
        }
    }

    private synchronized void tell() {
        if (stopped) {
            return;
        }
        Set<Doubt> found = new HashSet<>(doubts());
        for (Doubt doubt : found) {
            if (!told.contains(doubt)) {
                LOG.warn("{}: {}", Masked.of(doubt.pid()), Masked.of(doubt.text()));
            }
        }
        told = found;
    }

    @Deactivate
    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    @Override
    public List<Doubt> doubts() {
        try {
            return new Review(forms()).of(given());
        } catch (IllegalStateException e) { // a service or bundle is going, and we with it
            LOG.debug("Configurations can't be reviewed now", e);
            return List.of();
        }
    }

    private List<Given> given() {
        List<Given> given = new ArrayList<>();
        try {
            Configuration[] all = admin.listConfigurations("(service.pid=" + OURS + "*)");
            for (Configuration one : all == null ? new Configuration[0] : all) {
                var properties = one.getProperties();
                if (properties != null) {
                    Object file = properties.get(FILE);
                    given.add(new Given(
                            one.getPid(),
                            one.getFactoryPid(),
                            file == null ? null : file.toString().replaceFirst(".*[/\\\\]", ""),
                            Set.copyOf(Collections.list(properties.keys()))));
                }
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.debug("Configurations can't be listed", e);
        }
        return given;
    }

    private Forms forms() {
        Forms forms = new Forms(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
        Set<String> running = new TreeSet<>();
        for (Bundle bundle : context.getBundles()) {
            MetaTypeInformation information = types.getMetaTypeInformation(bundle);
            if (information != null) {
                Set<String> of = bundle.getState() == Bundle.ACTIVE ? running : forms.resting();
                of.addAll(collect(information, information.getFactoryPids(), forms.factories()));
                of.addAll(collect(information, information.getPids(), forms.singles()));
            }
        }
        forms.resting().removeAll(running); // another version runs
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            for (String pid : component.configurationPid) {
                references(component, forms.factories().get(pid));
                references(component, forms.singles().get(pid));
            }
        }
        return forms;
    }

    private static List<String> collect(
            MetaTypeInformation information, String[] pids, Map<String, Set<String>> forms) {
        List<String> collected = new ArrayList<>();
        for (String pid : pids == null ? new String[0] : pids) {
            if (pid.startsWith(OURS)) {
                collected.add(pid);
                Set<String> keys = forms.computeIfAbsent(pid, one -> new TreeSet<>());
                AttributeDefinition[] attributes = information
                        .getObjectClassDefinition(pid, null)
                        .getAttributeDefinitions(ObjectClassDefinition.ALL);
                for (AttributeDefinition attribute : attributes == null ? new AttributeDefinition[0] : attributes) {
                    keys.add(attribute.getID());
                }
            }
        }
        return collected;
    }

    private static void references(ComponentDescriptionDTO component, Set<String> keys) {
        if (keys != null) {
            for (ReferenceDTO reference : component.references) {
                keys.add(reference.name + ".target");
                keys.add(reference.name + ".cardinality.minimum");
            }
        }
    }
}
