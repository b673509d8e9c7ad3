// SPDX-License-Identifier: Apache-2.0
#include "repair/service_files.hpp"

#include <fmt/format.h>

namespace crossroot::repair {

std::string launcher_text(const Service& service)
{
  return fmt::format(
      "#!/bin/sh\n"
      "# Starts {0} with the loader and libraries of {1}\n"
      "# that stand beside it. The process is that of the loader, so /proc/self/exe and\n"
      "# ps name lib/{2}; what the program starts in its turn has the system's "
      "libraries.\n"
      "here=$(dirname -- \"$(readlink -f -- \"$0\")\") || exit 126\n"
      "exec \"$here/lib/{2}\" --library-path \"$here/lib\"{3} \"$here/libexec/{0}\" "
      "\"$@\"\n",
      service.name, service.from, service.loader,
      service.names_itself ? " --argv0 \"$0\"" : "");
}

std::map<std::string, std::string> service_texts(const Service& service)
{
  return {{service.name + ".service",
           fmt::format("[Unit]\n"
                       "Description={0}, with the libraries of {1}\n"
                       "After=network.target\n"
                       "\n"
                       "[Service]\n"
                       "ExecStart={2}/{0}\n"
                       "Restart=on-failure\n"
                       "\n"
                       "[Install]\n"
                       "WantedBy=multi-user.target\n",
                       service.name, service.from, service.install)},
          {service.name + ".supervisor.conf", fmt::format("[program:{0}]\n"
                                                          "command={1}/{0}\n"
                                                          "autorestart=unexpected\n"
                                                          "stopasgroup=true\n",
                                                          service.name, service.install)},
          // The loader is started directly: the image needs no shell.
          {"Containerfile",
           fmt::format("# Build with the bundle's folder as the context.\n"
                       "ARG BASE=scratch\n"
                       "FROM ${{BASE}}\n"
                       "COPY lib {1}/lib\n"
                       "COPY libexec {1}/libexec\n"
                       "ENTRYPOINT [\"{1}/lib/{2}\", \"--library-path\", \"{1}/lib\", "
                       "\"{1}/libexec/{0}\"]\n",
                       service.name, service.install, service.loader)}};
}

} // namespace crossroot::repair
