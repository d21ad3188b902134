package io.guestfs.appliance.libvirt;

import io.guestfs.appliance.libvirt.DomainSetup.Labels;
import io.guestfs.appliance.libvirt.DomainSetup.Machine;
import io.guestfs.appliance.libvirt.DomainSetup.Network;
import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.qemu.UefiFirmware;

/** The definition of the domain as a whole. */
final class DomainXml {
    private static final String CHANNEL = "org.libguestfs.channel.0";
    /** Far from addresses that people use. */
    private static final String ADDRESS = "169.254.2.15";

    private final DomainSetup setup;
    private final Machine machine;

    DomainXml(DomainSetup setup) {
        this.setup = setup;
        this.machine = setup.machine();
    }

    String text() {
        String space = setup.extra().isEmpty() ? null : "http://libvirt.org/schemas/domain/qemu/1.0";
        return new XmlText()
                .element("domain", this::inside, "type", setup.kvm() ? "kvm" : "qemu", "xmlns:qemu", space)
                .toString();
    }

    private void inside(XmlText xml) {
        String memory = Integer.toString(machine.memsizeMb());
        xml.text("name", setup.name())
                .text("memory", memory, "unit", "MiB")
                .text("currentMemory", memory, "unit", "MiB")
                .text("vcpu", Integer.toString(machine.smp()));
        processor(xml);
        if (machine.profile().x86() || machine.profile().arm()) {
            xml.element("features", features -> features.leaf("acpi"));
        }
        clock(xml);
        xml.element("os", this::boot);
        labels(xml);
        xml.text("on_reboot", "destroy");
        xml.element("devices", this::devices);
        if (!setup.extra().isEmpty()) {
            xml.element(
                    "qemu:commandline", line -> setup.extra().forEach(word -> line.leaf("qemu:arg", "value", word)));
        }
    }

    private void processor(XmlText xml) {
        String model = machine.profile().cpuModel(setup.kvm());
        if (model == null) {
            return;
        }
        switch (model) {
            case "max" -> xml.leaf("cpu", "mode", "maximum");
            case "host" -> xml.leaf("cpu", "mode", "host-passthrough");
            default ->
                xml.element(
                        "cpu",
                        cpu -> cpu.text("model", model, "fallback", "allow"),
                        "mode",
                        "custom",
                        "match",
                        "exact");
        }
    }

    private void clock(XmlText xml) {
        xml.element(
                "clock",
                clock -> {
                    clock.leaf("timer", "name", "rtc", "tickpolicy", "catchup");
                    if (machine.profile().x86()) {
                        clock.leaf("timer", "name", "pit", "tickpolicy", "delay");
                        clock.leaf("timer", "name", "hpet", "present", "no");
                    }
                },
                "offset",
                "utc");
    }

    private void boot(XmlText os) {
        DomainSetup.Boot boot = setup.boot();
        os.text("type", "hvm", "machine", machine.profile().machineType());
        UefiFirmware firmware = boot.firmware();
        if (firmware != null) {
            os.text("loader", firmware.code().toString(), "readonly", "yes", "type", "pflash");
            os.text("nvram", firmware.variables().toString());
        }
        os.text("kernel", boot.kernel().toString());
        os.text("initrd", boot.initrd().toString());
        os.text("cmdline", boot.words());
        if (machine.profile().x86() && machine.verbose()) {
            os.leaf("bios", "useserial", "yes");
        }
    }

    private void labels(XmlText xml) {
        Labels labels = setup.labels();
        if (labels.runAs() != null) {
            String user = labels.runAs();
            xml.element(
                    "seclabel", label -> label.text("label", user), "type", "static", "model", "dac", "relabel", "no");
        }
        if (labels.unconfined()) {
            xml.leaf("seclabel", "type", "none", "model", "selinux");
        } else if (labels.selinuxLabel() != null) {
            String selinux = labels.selinuxLabel();
            xml.element(
                    "seclabel",
                    label -> label.text("label", selinux),
                    "type",
                    "static",
                    "model",
                    "selinux",
                    "relabel",
                    "yes");
        }
    }

    private void devices(XmlText xml) {
        if (machine.emulator() != null) {
            xml.text("emulator", machine.emulator());
        }
        xml.element("rng", rng -> rng.text("backend", "/dev/urandom", "model", "random"), "model", "virtio");
        xml.leaf("controller", "type", "scsi", "index", "0", "model", "virtio-scsi");
        DiskXml disks = new DiskXml(setup.labels());
        for (int i = 0; i < setup.disks().size(); i++) {
            disks.add(xml, setup.disks().get(i), i);
        }
        if (setup.root() != null) {
            disks.addRoot(xml, setup.root(), setup.disks().size());
        }
        console(xml);
        xml.element(
                "channel",
                channel -> channel.leaf(
                                "source",
                                "mode",
                                "connect",
                                "path",
                                setup.daemon().toString())
                        .leaf("target", "type", "virtio", "name", CHANNEL),
                "type",
                "unix");
        network(xml);
        xml.leaf("controller", "type", "usb", "model", "none");
        xml.leaf("memballoon", "model", "none");
    }

    private void console(XmlText xml) {
        boolean mainframe = machine.profile() == MachineProfile.S390X;
        xml.element(
                mainframe ? "console" : "serial",
                console -> {
                    console.leaf(
                            "source", "mode", "connect", "path", setup.console().toString());
                    console.leaf("target", "type", mainframe ? "sclp" : null, "port", "0");
                },
                "type",
                "unix");
    }

    private void network(XmlText xml) {
        if (setup.network() instanceof Network.User) {
            xml.element(
                    "interface",
                    card -> card.leaf("model", "type", "virtio")
                            .leaf("ip", "family", "ipv4", "address", ADDRESS, "prefix", "16"),
                    "type",
                    "user");
        } else if (setup.network() instanceof Network.Bridge bridge) {
            xml.element(
                    "interface",
                    card -> card.leaf("source", "bridge", bridge.name()).leaf("model", "type", "virtio"),
                    "type",
                    "bridge");
        }
    }
}
