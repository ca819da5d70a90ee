// The named sizes of Flex messages in CSS lengths. LINE: Messaging API reference, Flex Message.

export const TEXT = {
  xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px",
  xxl: "29px", "3xl": "35px", "4xl": "48px", "5xl": "74px",
};
export const SPACE = { none: "0", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" };
export const BORDER = { none: "0", light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px" };
export const PICTURE = {
  xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px",
  xxl: "160px", "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%",
};
export const BUBBLE = {
  nano: "120px", micro: "160px", deca: "220px", hecto: "241px", kilo: "260px", mega: "300px", giga: "386px",
};
export const ALIGN = { start: "flex-start", center: "center", end: "flex-end" };
export const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };

const LENGTH = /^(-?\d+(\.\d+)?(px|%)|auto)$/;

// undefined for what LINE wouldn't take
export function length(named, value) {
  if (value === undefined) return undefined;
  return named[value] ?? (LENGTH.test(value) ? value : undefined);
}

export function ratio(text, otherwise) {
  const [width, height] = (text ?? otherwise).split(":").map(Number);
  return `${width} / ${height}`;
}
